// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// A COPY or ADD of a stage.
struct CopyExecution {
  private let stage: StageRunner
  private let request: CopyRequest
  private let source: BuildSource
  private let index: Int

  init(_ stage: StageRunner, _ request: CopyRequest, _ source: BuildSource, _ index: Int) {
    self.stage = stage
    self.request = request
    self.source = source
    self.index = index
  }

  func run(on stack: LayerStack) throws(Failure) -> (stack: LayerStack, isCached: Bool) {
    if hasNamedOwner { try stack.checkAccounts("--chown=" + request.owner) }
    // What names of owners mean is up to the files below, even where nothing else is.
    var key = stage.key(on: stack, parents: !request.isLinked || hasNamedOwner)
    key.add(request)
    var keys: [CacheKey] = []
    let origin = try origin()
    if let origin {
      // The same layers hold the same files: nothing of them has to be read.
      var quick = key
      quick.add("layers", origin.diffIDs.map(\.text))
      if let cached = try stage.cached(BuildCache.name(quick)) {
        if let step = cached.step { stage.runner.remember(cached, as: step, isMain: true) }
        return (try stack.adding(cached, isUnpacked: false), true)
      }
      keys.append(quick)
    }
    var files: CopySource?
    if needsFiles { files = origin == nil ? try stage.runner.sources.context(source) : try origin?.files() }
    let copy = try CopyStep(stage.runner.store).prepare(request, from: files)
    key.add("content", try copy.digest().text)
    keys.append(key)
    return try stage.make(keys, on: stack, isLinked: request.isLinked) { (root) throws(Failure) in
      try root.mount()
      let accounts = request.isLinked && hasNamedOwner ? try stack.files() : nil
      let directory = try asFailure(.build) { () throws(KernelError) in
        try Files.open(root.merged, OpenFlags.readOnly | OpenFlags.directory)
      }
      try copy.perform(into: directory, accounts: accounts)
      for warning in copy.warnings { stage.runner.report.remark(index, "warning: " + warning) }
    }
  }

  /// The layers that are copied from, where it are such.
  private func origin() throws(Failure) -> LayerStack? {
    switch source {
    case .stage(let place): return try stage.runner.layers(of: place)
    case .image(let need): return try stage.runner.sources.layers(of: need)
    case .scratch: return LayerStack([], in: stage.runner.store, folders: [])
    case .mainContext, .context: return nil
    }
  }

  private var needsFiles: Bool {
    request.sources.contains { source in
      switch source {
      case .path: true
      case .inline, .url, .git: false
      }
    }
  }

  private var hasNamedOwner: Bool { CopyOwner.isNamed(request.owner) }
}
