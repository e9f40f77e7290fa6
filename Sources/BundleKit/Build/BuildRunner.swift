// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// Carries out a plan: stages that do not wait for one another at the same time.
package final class BuildRunner: @unchecked Sendable {
  let store: Store
  let runtime: RuntimeProgram
  let request: BuildRequest
  let plan: BuildPlan
  let report: BuildReport
  let cache: BuildCache
  /// `--device`.
  let devices: [ContainerSpec.Device]
  let sources: BuildSources
  private let lock = Lock()
  /// By the stage's place in the plan.
  private var results: [Int: LayerStack] = [:]
  private var failure: Failure?
  /// The number of the signal that ended it.
  private var signal: Int32?
  private var broken: BrokenStep?
  /// Keys of steps that are being made, so that a second one waits instead of making them again.
  private var inWork: Set<String> = []
  /// What was made or found in the cache, by key.
  private var made: [String: BuiltLayer] = [:]
  /// Those of them that are named by what they are made of.
  private var main: [String: BuiltLayer] = [:]
  /// Containers that run.
  private var running: Set<String> = []

  package init(
    _ plan: BuildPlan, _ request: BuildRequest, _ sources: BuildSources, in store: Store, _ runtime: RuntimeProgram,
    _ report: BuildReport
  ) throws(Failure) {
    self.plan = plan
    self.request = request
    self.sources = sources
    self.store = store
    self.runtime = runtime
    self.report = report
    cache = try BuildCache(store)
    devices = try request.devices.map { (device) throws(Failure) in try HostDevices.look(device) }
    try HostMounts.check(request.volumes)
  }

  /// Everything that a build mounts is in a namespace of its own, and gone with its last process.
  ///
  /// Called once, before there are threads.
  package static func enterNamespace() throws(Failure) {
    guard Processes.effectiveUID == 0 else {
      throw Failure(
        .permission, "bundle build needs root, of the machine or of a user namespace: it mounts layers")
    }
    try asFailure(.namespace) { () throws(KernelError) in
      try ProcessNamespaces.unshare(Namespaces(.mount))
      try Mounts.setPropagation("/", MountFlags.slave | MountFlags.recursive)
    }
  }

  /// Builds every stage; the layers of the target.
  package func run() throws(Failure) -> [BuiltLayer] {
    let watch = try BuildSignals { [weak self] number in self?.interrupt(number) }
    defer { watch.stop() }
    var workers: [Worker<Void>] = []
    do throws(Failure) {
      for place in plan.stages.indices.dropLast() {
        workers.append(try Worker { [self] () throws(Failure) in perform(place) })
      }
    } catch {
      // Those that wait for a stage that nobody makes are told.
      cancel(error)
    }
    perform(plan.stages.count - 1)
    for worker in workers { try worker.join() }
    for stack in results.values { stack.close() }
    sources.close()
    if let failure { throw failure }
    let layers = results[plan.stages.count - 1]?.layers ?? []
    if !request.squashes { return layers }
    let squashed = try squash(layers, last: plan.ownLayers)
    try checkCancelled()
    return squashed
  }

  private func perform(_ place: Int) {
    do throws(Failure) {
      let stack = try StageRunner(self, plan.stages[place]).run()
      lock.with {
        results[place] = stack
        lock.wake()
      }
    } catch {
      cancel(error)
    }
  }

  private func interrupt(_ number: Int32) {
    lock.with { if signal == nil { signal = number } }
    cancel(Failure(.build, "interrupted"))
  }

  /// Gives up: the first reason is the one that is told; programs that run are killed.
  func cancel(_ reason: Failure) {
    lock.with {
      if failure == nil { failure = reason }
      lock.wake()
    }
    // One that is only just being made cannot be killed yet.
    for _ in 0..<100 {
      let ids = lock.with { running }
      if ids.isEmpty { return }
      for id in ids { _ = try? runtime.run(["kill", id, "KILL"], during: "kill") }
      Clock.sleep(milliseconds: 50)
    }
  }

  // MARK: For stages

  /// Waits for another stage.
  func layers(of place: Int) throws(Failure) -> LayerStack {
    try lock.with { () throws(Failure) -> LayerStack in
      while true {
        if let failure { throw failure }
        if let stack = results[place] { return stack }
        lock.wait()
      }
    }
  }

  /// The signal that ended the build, if one did.
  package var interruption: Int32? { lock.with { signal } }

  var isCancelled: Bool { lock.with { failure != nil } }

  /// The step that failed first, if it was one.
  package var brokenStep: BrokenStep? { lock.with { broken } }

  func broke(_ step: BrokenStep) { lock.with { if broken == nil { broken = step } } }

  func checkCancelled() throws(Failure) {
    if let failure = lock.with({ failure }) { throw failure }
  }

  /// Waits while somebody else makes the step of that key, then lets nobody else in.
  func claim(_ key: String) throws(Failure) {
    try lock.with { () throws(Failure) in
      while inWork.contains(key) {
        if let failure { throw failure }
        lock.wait()
      }
      inWork.insert(key)
    }
  }

  func release(_ key: String) {
    lock.with {
      inWork.remove(key)
      lock.wake()
    }
  }

  /// Every step of this build, for `--cache-to`.
  package var steps: [String: BuiltLayer] { lock.with { made } }

  /// The steps by what they are made of, whatever name they were found by, for `--cache-to type=inline`.
  package var mainSteps: [String: BuiltLayer] { lock.with { main } }

  func remember(_ layer: BuiltLayer, as name: String, isMain: Bool = false) {
    lock.with {
      made[name] = layer
      if isMain { main[name] = layer }
    }
  }

  /// What a step came to before: here, or in one of the caches that were named.
  func find(_ name: String) throws(Failure) -> BuiltLayer? {
    var found = try cache.find(name)
    if found == nil {
      for source in request.caches where found == nil {
        do throws(Failure) { found = try source.find(name, bringingTo: store) } catch {
          // The step is made, then.
          report.say("warning: --cache-from: " + error.message)
        }
      }
      if let found { try cache.keep(found, as: name) }
    }
    if let found { remember(found, as: name) }
    return found
  }

  func begins(_ id: String) throws(Failure) {
    try lock.with { () throws(Failure) in
      if let failure { throw failure }
      running.insert(id)
    }
  }

  func ended(_ id: String) { lock.with { _ = running.remove(id) } }
}

/// Interrupts that end a build in good order: its containers are killed, its folders removed.
private final class BuildSignals {
  private let worker: Worker<Void>
  private let end: Int32
  private let before: SignalSet

  init(_ cancel: @escaping @Sendable (Int32) -> Void) throws(Failure) {
    let set = SignalSet(
      mask: [Signal.interrupt, .terminate, .hangUp].reduce(0) { $0 | 1 << UInt64($1.rawValue - 1) })
    do throws(KernelError) {
      // Who reads from us may end early: that is an error of a write, not our end.
      before = try Signals.setBlocked(SignalSet(mask: set.mask | 1 << UInt64(Signal.pipe.rawValue - 1)))
      let signals = try Signals.descriptor(set)
      let (reading, writing) = try Pipe().release()
      end = writing
      let number = signals.release()
      do throws(Failure) {
        worker = try Worker { () throws(Failure) in
          let signals = Descriptor(owning: number)
          let stop = Descriptor(owning: reading)
          while true {
            var entries = [PollEntry(signals.raw), PollEntry(stop.raw)]
            _ = try asFailure(.system) { () throws(KernelError) in try Polling.wait(&entries) }
            if entries[1].answer != 0 { return }
            if let number = Signals.next(signals) { cancel(number) }
          }
        }
      } catch { throw KernelError("clone", "thread", .EAGAIN) }
    } catch { throw Failure(error, .system) }
  }

  func stop() {
    _ = Descriptor(owning: end)
    _ = try? worker.join()
    _ = try? Signals.setBlocked(before)
  }
}
