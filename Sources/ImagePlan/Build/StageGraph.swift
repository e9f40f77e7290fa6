// SPDX-License-Identifier: Apache-2.0
internal import Dockerfile
internal import OCI

/// What a name of `FROM`, `COPY --from` or `RUN --mount=from=` means.
enum StageSource: Equatable {
  /// A stage, by its place in the file.
  case stage(Int)
  /// An image, or a context that stands for one.
  case image(String)
  case scratch
}

/// The stages of a file and what they need of one another, as far as names alone tell it.
struct StageGraph {
  struct Node {
    var stage: Dockerfile.Stage
    var base: StageSource
    var platform: Platform?
    /// Per instruction; nil where one has no source of its own, and of RUN's mounts one each.
    var sources: [[StageSource?]] = []
    /// `--build-context` says what this stage is.
    var context: NamedContext?
    var title: String
  }
  private(set) var nodes: [Node] = []
  let target: Int
  /// Images that are only copied from or mounted; BuildKit counts them as stages without a name.
  private var others: [StageSource] = []
  private let names: StageNames

  init(
    _ dockerfile: Dockerfile, _ globals: GlobalArguments, _ options: BuildOptions
  ) throws(BuildError) {
    var names = StageNames()
    let rules = Substitution(escape: dockerfile.directives.escape)
    for (index, stage) in dockerfile.stages.enumerated() {
      do throws(BuildError) {
        let name = try rules.text(stage.from.image) { globals.variables[$0] }
        guard !name.utf8.isEmpty else {
          throw BuildError(.value, "base name (\(stage.from.image)) should not be blank")
        }
        var node = Node(
          stage: stage, base: names.base(name),
          title: stage.from.name.utf8.isEmpty ? "stage-\(index)" : stage.from.name)
        let platform = try rules.text(stage.from.platform) { globals.variables[$0] }
        if !stage.from.platform.utf8.isEmpty { node.platform = try StageGraph.platform(platform, stage, options) }
        node.context = options.contexts.first { !stage.from.name.utf8.isEmpty && $0.replaces(stage.from.name) }
        nodes.append(node)
        names.add(stage.from.name, index)
      } catch { throw error.at(stage.instruction.lines) }
    }
    self.names = names
    guard let found = options.target.utf8.isEmpty ? nodes.count - 1 : names.find(options.target) else {
      let known = nodes.map(\.stage.from.name).filter { !$0.utf8.isEmpty }
      throw BuildError(
        .value,
        "target stage \"\(options.target)\" could not be found"
          + (known.isEmpty ? ": the file names no stages" : ": the file has " + known.joined(separator: ", ")))
    }
    target = found
    for index in nodes.indices {
      for instruction in nodes[index].stage.instructions {
        nodes[index].sources.append(try sources(of: instruction))
      }
    }
    try refuseCircles()
    if nodes.count + others.count == 1 { nodes[0].title = "" }
    try checkNames(options)
  }

  private static func platform(
    _ text: String, _ stage: Dockerfile.Stage, _ options: BuildOptions
  ) throws(BuildError) -> Platform {
    PlatformChoice.normalised(try PlatformSpecifier(parsing: text, host: options.buildPlatform).platform)
  }

  // MARK: Sources

  /// What an instruction copies from or mounts, in the order of its mounts.
  mutating func sources(of instruction: Instruction) throws(BuildError) -> [StageSource?] {
    switch instruction.command {
    case .copy(let copy):
      if copy.from.utf8.isEmpty { return [nil] }
      return [try source(copy.from, lines: instruction.lines)]
    case .run(let run):
      var found: [StageSource?] = []
      for option in run.mountOptions {
        let from = try StageGraph.from(option).flatMap { $0.utf8.isEmpty ? nil : $0 }
        guard let from else {
          others.append(.scratch)
          found.append(nil)
          continue
        }
        found.append(named(from))
      }
      return found
    case .add, .arg, .cmd, .entrypoint, .env, .expose, .from, .healthcheck, .label, .maintainer, .onBuild, .shell,
      .stopSignal, .user, .volume, .workdir:
      return []
    }
  }

  /// The value of `from` in a mount, which may hold no variable.
  private static func from(_ option: String) throws(BuildError) -> String? {
    // Everything else may hold variables, whose values are not known yet: only this one is looked at.
    guard option.contains("from") else { return nil }
    return try RunMount.source(of: option)
  }

  private mutating func source(_ name: String, lines: ClosedRange<Int>) throws(BuildError) -> StageSource {
    guard !name.utf8.contains(UInt8(ascii: "$")) else {
      throw BuildError(
        .flag, "variable expansion is not supported for --from: define a stage with FROM using a global ARG instead",
        lines: lines)
    }
    guard let index = Int(name) else { return named(name) }
    if nodes.indices.contains(index) { return .stage(index) }
    if index >= nodes.count, index < nodes.count + others.count { return others[index - nodes.count] }
    throw BuildError(.flag, "invalid stage index \(index)", lines: lines)
  }

  private mutating func named(_ name: String) -> StageSource {
    if let index = names.find(name) { return .stage(index) }
    let other: StageSource = name == StageNames.scratch ? .scratch : .image(name)
    others.append(other)
    return other
  }

  // MARK: Checks

  private func refuseCircles() throws(BuildError) {
    var isDone = [Bool](repeating: false, count: nodes.count)
    for start in nodes.indices where !isDone[start] {
      // Stages on the way here, each with what it still has to visit.
      var path: [(index: Int, rest: ArraySlice<Int>)] = [(start, copied(start)[...])]
      isDone[start] = true
      while var last = path.popLast() {
        guard let next = last.rest.popFirst() else { continue }
        path.append(last)
        if path.contains(where: { $0.index == next }) {
          throw BuildError(
            .flag, "circular dependency detected on stage: \(nodes[start].title)",
            lines: nodes[start].stage.instruction.lines)
        }
        if !isDone[next] {
          isDone[next] = true
          path.append((next, copied(next)[...]))
        }
      }
    }
  }

  /// The stages that a stage copies from or mounts.
  private func copied(_ index: Int) -> [Int] {
    nodes[index].sources.flatMap { $0 }.compactMap {
      guard case .stage(let source) = $0 else { return nil }
      return source
    }
  }

  /// Names of images have to be some even where they are not needed.
  private func checkNames(_ options: BuildOptions) throws(BuildError) {
    for node in nodes where node.context == nil {
      try check(node.base, options, lines: node.stage.instruction.lines)
      for (instruction, sources) in zip(node.stage.instructions, node.sources) {
        for source in sources { try check(source, options, lines: instruction.lines) }
      }
    }
  }

  func check(_ source: StageSource?, _ options: BuildOptions, lines: ClosedRange<Int>) throws(BuildError) {
    guard case .image(let name) = source, !options.contexts.contains(where: { $0.replaces(name) }) else { return }
    do {
      _ = try ImageReference(parsing: name)
    } catch {
      throw BuildError(.value, "failed to parse stage name \"\(name)\": \(error.message)", lines: lines)
    }
  }

  /// Every stage that one of `roots` needs, themselves included, in the order of the file.
  func reachable(from roots: [Int]) -> [Int] {
    var found = Set(roots)
    var waiting = roots
    while let index = waiting.popLast() {
      // What a context stands for needs nothing of the file.
      if nodes[index].context != nil { continue }
      var needs = copied(index)
      if case .stage(let base) = nodes[index].base { needs.append(base) }
      for need in needs where found.insert(need).inserted { waiting.append(need) }
    }
    return found.sorted()
  }
}

/// Which stage a name means.
struct StageNames {
  static let scratch = "scratch"
  private var places: [String: Int] = [:]

  mutating func add(_ name: String, _ index: Int) {
    if !name.utf8.isEmpty { places[name.lowercased()] = index }
  }

  /// Of `--from` and `--target`, whose case does not matter.
  func find(_ name: String) -> Int? { places[name.lowercased()] }

  /// Of FROM, whose case does: images are in lower case, too.
  func base(_ name: String) -> StageSource {
    if let index = places[name] { return .stage(index) }
    return name == StageNames.scratch ? .scratch : .image(name)
  }
}
