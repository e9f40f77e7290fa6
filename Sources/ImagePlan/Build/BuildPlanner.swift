// SPDX-License-Identifier: Apache-2.0
package import Dockerfile
package import OCI

/// Why there is no plan yet.
package enum PlanInterruption: Error, Equatable, Sendable {
  case invalid(BuildError)
  /// The configuration of an image has to be known first; which, the base's ONBUILD may tell only now.
  case needs(ImageNeed)
}

/// Makes the plan of a build.
package struct BuildPlanner {
  private let dockerfile: Dockerfile
  private let options: BuildOptions
  private let bases: [ImageNeed: ImageConfig]
  private let globals: GlobalArguments
  private var graph: StageGraph
  private var states: [Int: StageState] = [:]
  private var places: [Int: Int] = [:]
  private var stages: [PlannedStage] = []
  /// Stages that triggers have asked for, beside those the file's own instructions reach.
  private var asked: Set<Int> = []
  private var budget = ExpansionBudget()

  private init(
    _ dockerfile: Dockerfile, _ options: BuildOptions, _ bases: [ImageNeed: ImageConfig]
  ) throws(BuildError) {
    self.dockerfile = dockerfile
    self.options = options
    self.bases = bases
    globals = try GlobalArguments(dockerfile, options)
    graph = try StageGraph(dockerfile, globals, options)
  }

  /// The plan of a Dockerfile whose images have the configurations `bases`.
  ///
  /// - Throws: what is wrong, or the first image that is not among `bases`.
  package static func plan(
    _ dockerfile: Dockerfile, _ options: BuildOptions, bases: [ImageNeed: ImageConfig]
  ) throws(PlanInterruption) -> BuildPlan {
    var planner = try invalid { () throws(BuildError) in try BuildPlanner(dockerfile, options, bases) }
    return try planner.plan()
  }

  /// Every image that the file itself names and the target needs: they can be fetched together.
  package static func images(_ dockerfile: Dockerfile, _ options: BuildOptions) throws(BuildError) -> [ImageNeed] {
    let planner = try BuildPlanner(dockerfile, options, [:])
    var needs: [ImageNeed] = []
    for index in planner.graph.reachable(from: [planner.graph.target]) {
      let node = planner.graph.nodes[index]
      let own = node.context.map { planner.resolve($0) } ?? planner.resolve(node.base, platform: node.platform)
      var sources: [BuildSource?] = [own]
      if node.context == nil { sources += node.sources.flatMap { $0 }.map { $0.map { planner.resolve($0) } } }
      for source in sources {
        if case .image(let need) = source, !needs.contains(need) { needs.append(need) }
      }
    }
    return needs
  }

  /// What a global `ARG SOURCE_DATE_EPOCH=` says, in seconds; nil when there is none.
  package static func epoch(_ dockerfile: Dockerfile, _ options: BuildOptions) throws(BuildError) -> Int64? {
    try epoch(GlobalArguments(dockerfile, options).variables["SOURCE_DATE_EPOCH"] ?? "")
  }

  /// `SOURCE_DATE_EPOCH`; nil for nothing, and for `context`: a directory has no time (only what is fetched has).
  package static func epoch(_ text: String) throws(BuildError) -> Int64? {
    if text.utf8.isEmpty || text == "context" { return nil }
    if let seconds = Int64(text) { return seconds }
    throw BuildError(.value, "not supported: SOURCE_DATE_EPOCH=\(text): a number of seconds is expected")
  }

  private static func invalid<T>(_ body: () throws(BuildError) -> T) throws(PlanInterruption) -> T {
    do { return try body() } catch { throw .invalid(error) }
  }

  // MARK: Sources

  private func resolve(_ source: StageSource, platform: Platform? = nil) -> BuildSource {
    switch source {
    case .scratch: return .scratch
    case .stage(let index): return .stage(places[index] ?? -1)
    case .image(let name):
      if let context = options.contexts.first(where: { $0.replaces(name) }) { return resolve(context) }
      return .image(ImageNeed(name: name, platform: platform ?? options.targetPlatform))
    }
  }

  private func resolve(_ context: NamedContext) -> BuildSource {
    switch context.source {
    case .directory, .remote: return .context(context.name)
    case .layout(let layout): return .image(ImageNeed(layout, platform: options.targetPlatform))
    case .image("scratch"): return .scratch
    case .image(let name): return .image(ImageNeed(name: name, platform: options.targetPlatform))
    }
  }

  private func config(of source: BuildSource) throws(PlanInterruption) -> ImageConfig? {
    guard case .image(let need) = source else { return nil }
    guard let config = bases[need] else { throw .needs(need) }
    return config
  }

  // MARK: The plan

  private mutating func plan() throws(PlanInterruption) -> BuildPlan {
    while true {
      (states, places, stages, budget) = ([:], [:], [], ExpansionBudget())
      let before = asked
      for index in graph.reachable(from: [graph.target] + asked) {
        try plan(stage: index)
        // A trigger wants a stage that nothing else does: all of them again, with it.
        if asked != before { break }
      }
      if asked == before { break }
    }
    var labelled = stages[stages.count - 1].config
    for label in options.labels { labelled.config.setLabel(label.key, label.value) }
    stages[stages.count - 1].config = labelled
    var declared = Set(globals.declared.map(\.name)).union(globals.automatic).union(BuildOptions.predefined)
    for state in states.values { declared.formUnion(state.declared) }
    var unused: [String] = []
    for name in options.arguments.map(\.key) where !declared.contains(name) && !unused.contains(name) {
      unused.append(name)
    }
    return BuildPlan(stages: stages, unusedArguments: unused)
  }

  private mutating func plan(stage index: Int) throws(PlanInterruption) {
    let node = graph.nodes[index]
    let lines = node.stage.instruction.lines
    var state = try begin(node)
    state.takeEnvironment()
    if let context = node.context {
      finish(index, state, base: resolve(context), count: 0)
      return
    }
    let triggers = state.config.config.onBuild
    state.config.config.onBuild = []
    let base = resolve(node.base, platform: node.platform)
    if case .image = base { state.number = 1 }
    var interpreter = StageInterpreter(
      rules: Substitution(escape: dockerfile.directives.escape), globals: globals, options: options, state: state,
      budget: budget)
    for text in triggers {
      var trigger = try BuildPlanner.invalid { () throws(BuildError) -> Instruction in
        do throws(BuildError) { return try Instruction(parsingTrigger: text) } catch {
          throw BuildError(error.code, error.message, lines: lines)
        }
      }
      trigger.lines = lines
      let sources = try BuildPlanner.invalid { () throws(BuildError) in try graph.sources(of: trigger) }
      for case .stage(let wanted)? in sources where places[wanted] == nil && wanted < index {
        asked.insert(wanted)
        return
      }
      try apply(trigger, sources, to: &interpreter, index, isTrigger: true)
    }
    for (instruction, sources) in zip(node.stage.instructions, node.sources) {
      try apply(instruction, sources, to: &interpreter, index, isTrigger: false)
    }
    budget = interpreter.budget
    finish(index, interpreter.state, base: base, count: interpreter.state.number)
  }

  private func begin(_ node: StageGraph.Node) throws(PlanInterruption) -> StageState {
    let source = node.context.map { resolve($0) } ?? resolve(node.base, platform: node.platform)
    switch source {
    case .image(let need):
      guard let config = try config(of: source) else { break }
      let isAsked = node.platform != nil || options.platform != nil
      return StageState(image: config, platform: isAsked ? need.platform : nil, isAsked: isAsked)
    case .stage:
      guard case .stage(let index) = node.base, let base = states[index] else { break }
      return StageState(on: base)
    case .context(let name):
      // Its files are a layer, which has to have its line.
      var state = StageState(scratch: node.platform ?? options.targetPlatform)
      state.record("FROM \(name)", makesLayer: true)
      return state
    case .scratch, .mainContext: break
    }
    return StageState(scratch: node.platform ?? options.targetPlatform)
  }

  private func apply(
    _ instruction: Instruction, _ sources: [StageSource?], to interpreter: inout StageInterpreter, _ index: Int,
    isTrigger: Bool
  ) throws(PlanInterruption) {
    var resolved: [BuildSource?] = []
    for source in sources {
      try BuildPlanner.invalid { () throws(BuildError) in
        try graph.check(source, options, lines: instruction.lines)
        if case .stage(let wanted) = source, wanted >= index {
          throw BuildError(
            .flag,
            "cannot copy from stage \"\(graph.nodes[wanted].title)\", it needs to be defined before the current stage",
            lines: instruction.lines)
        }
      }
      let found = source.map { resolve($0) }
      if let found { _ = try config(of: found) }
      resolved.append(found)
    }
    interpreter.sources = resolved
    try BuildPlanner.invalid { () throws(BuildError) in
      try interpreter.apply(instruction, isTrigger: isTrigger)
    }
  }

  private mutating func finish(_ index: Int, _ state: StageState, base: BuildSource, count: Int) {
    let node = graph.nodes[index]
    states[index] = state
    places[index] = stages.count
    var stage = PlannedStage(
      index: index, title: node.title, base: base, platform: state.platform, count: count, config: state.config,
      inheritedHistory: state.inheritedHistory)
    stage.steps = state.steps
    stage.ignoresCache =
      options.ignoresCache || options.uncachedStages.contains { $0.lowercased() == node.stage.from.name }
    stages.append(stage)
  }
}
