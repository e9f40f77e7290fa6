// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Dockerfile
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// Makes the layers of one stage, step by step; those the cache has are taken from there.
struct StageRunner {
  let runner: BuildRunner
  let stage: PlannedStage

  init(_ runner: BuildRunner, _ stage: PlannedStage) {
    self.runner = runner
    self.stage = stage
  }

  func run() throws(Failure) -> LayerStack {
    var stack = try base()
    for step in stage.steps {
      try runner.checkCancelled()
      stack = try perform(step, on: stack)
    }
    return stack
  }

  private func base() throws(Failure) -> LayerStack {
    switch stage.base {
    case .scratch: return LayerStack([], in: runner.store, folders: [])
    case .stage(let place): return try runner.layers(of: place)
    case .image(let need):
      let index = runner.report.begin(title("FROM " + need.name, number: 1))
      let layers = try runner.sources.layers(of: need)
      runner.report.done(index)
      return layers
    case .mainContext, .context:
      var request = CopyRequest([.path("/")], to: "/")
      request.epoch = runner.request.options.epoch
      let step = PlannedStep(
        action: .copy(request, from: stage.base), title: "FROM " + stage.title, number: 1, lines: 0...0)
      return try perform(step, on: LayerStack([], in: runner.store, folders: []))
    }
  }

  private func title(_ text: String, number: Int) -> String {
    let width = String(max(stage.count, 1)).utf8.count
    let digits = String(repeating: " ", count: max(0, width - "\(number)".utf8.count)) + "\(number)"
    let platform = runner.request.platforms.count > 1 ? runner.request.options.targetPlatform.text + " " : ""
    return "[\(platform)\(stage.title.isEmpty ? "" : stage.title + " ")\(digits)/\(stage.count)] " + text
  }

  private func perform(_ step: PlannedStep, on stack: LayerStack) throws(Failure) -> LayerStack {
    for place in step.stages { _ = try runner.layers(of: place) }
    let text = title((step.isTrigger ? "ONBUILD " : "") + step.title.replacing("\n", with: " "), number: step.number)
    let index = runner.report.begin(text)
    do throws(Failure) {
      let (result, isCached) = try make(step, on: stack, index)
      if isCached { runner.report.cached(index) } else { runner.report.done(index) }
      return result
    } catch {
      if runner.isCancelled {
        runner.report.cancelled(index)
      } else {
        runner.report.failed(index, error.message)
        runner.broke(BrokenStep(title: text, lines: step.lines, output: runner.report.lastLines(index)))
      }
      throw error
    }
  }

  private func make(
    _ step: PlannedStep, on stack: LayerStack, _ index: Int
  ) throws(Failure) -> (stack: LayerStack, isCached: Bool) {
    switch step.action {
    case .makeDirectory(let path, let user):
      if CopyOwner.isNamed(user) { try stack.checkAccounts("USER " + user) }
      var key = key(on: stack)
      key.add(directory: path, user: user)
      return try make([key], on: stack) { (root) throws(Failure) in
        try root.mount()
        let image = try root.root()
        let owner = user.isEmpty ? nil : try CopyOwner.find(user, in: image)
        for warning in owner?.warnings ?? [] { runner.report.remark(index, "warning: WORKDIR: " + warning) }
        try WorkingDirectory(path, owner: owner?.file, epoch: runner.request.options.epoch).make(in: image)
      }
    case .copy(let request, let source):
      return try CopyExecution(self, request, source, index).run(on: stack)
    case .run(let run):
      let execution = try RunExecution(self, step, run, index)
      return try make([try execution.key(on: stack)], on: stack) { (root) throws(Failure) in try execution.run(in: root)
      }
    }
  }

  /// What every step depends on; `parents` false for one that is put on top of whatever there is.
  func key(on stack: LayerStack, parents: Bool = true) -> CacheKey {
    CacheKey(
      parents: parents ? stack.diffIDs : nil, platform: stage.platform, epoch: runner.request.options.epoch)
  }

  /// The layer of a key, from the cache or made by `body` in a root on `stack`; it is kept under all `keys`.
  func make(
    _ keys: [CacheKey], on stack: LayerStack, isLinked: Bool = false, _ body: (StepRoot) throws(Failure) -> Void
  ) throws(Failure) -> (stack: LayerStack, isCached: Bool) {
    let names = keys.map(BuildCache.name)
    guard let name = names.last else { return (stack, true) }
    try runner.claim(name)
    defer { runner.release(name) }
    if var cached = try cached(name) {
      runner.remember(cached, as: name, isMain: true)
      cached.step = name
      for other in names.dropLast() { try runner.cache.keep(cached, as: other) }
      return (try stack.adding(cached, isUnpacked: false), true)
    }
    let lower = isLinked ? [] : try stack.lower()
    let root = try StepRoot(runner.store, on: lower)
    try body(root)
    root.unmount()
    var layer = try runner.pack(root)
    if names.count > 1 { layer.step = name }
    for other in names {
      try runner.cache.keep(layer, as: other)
      runner.remember(layer, as: other, isMain: other == name)
    }
    return (try stack.adding(layer, isUnpacked: true), false)
  }

  func cached(_ name: String) throws(Failure) -> BuiltLayer? {
    stage.ignoresCache ? nil : try runner.find(name)
  }
}

/// The step that a build failed at, for people.
package struct BrokenStep: Sendable {
  package let title: String
  /// Of the Dockerfile.
  package let lines: ClosedRange<Int>
  /// The last lines that its program said.
  package let output: [String]
}

/// Times as documents have them.
enum BuildTime {
  /// SOURCE_DATE_EPOCH, or now, in RFC 3339.
  static func text(_ epoch: Int64?) -> String {
    let now = Clock.now()
    return Timestamp.rfc3339(seconds: epoch ?? now.seconds, nanoseconds: epoch == nil ? now.nanoseconds : 0)
  }
}

/// WORKDIR: a directory that is there, made for its owner when it was not.
struct WorkingDirectory {
  private let path: String
  private let owner: FileOwner?
  private let epoch: Int64?

  init(_ path: String, owner: FileOwner?, epoch: Int64?) {
    self.path = path
    self.owner = owner
    self.epoch = epoch
  }

  /// Makes what is missing, one directory after the other; links are followed inside the root.
  func make(in root: borrowing RootDirectory) throws(Failure) {
    try asFailure(.build) { () throws(KernelError) in
      var place = ""
      for part in ImagePath.clean(path).split(separator: "/") {
        place += "/" + part
        do throws(KernelError) {
          let there = try root.open(place, OpenFlags.path)
          guard try Files.status(of: there).isDirectory else { throw KernelError("mkdir", place, .ENOTDIR) }
          continue
        } catch { if error.errno != .ENOENT { throw error } }
        let made = try root.makeDirectory(place)
        let directory = try Files.open(".", at: made.raw, OpenFlags.readOnly | OpenFlags.directory)
        if let owner { try Nodes.setOwner(ofNumber: directory.raw, uid: owner.uid, gid: owner.gid) }
        try Nodes.setMode(of: directory, 0o755)
        if let epoch { _ = EntryCalls.setTime(directory.raw, TimeSpec(seconds: epoch, nanoseconds: 0)) }
      }
    }
  }
}
