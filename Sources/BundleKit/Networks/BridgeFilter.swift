// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan

/// The rules of a network's bridge as long as some container is on it; networks whose plugins have rules of their own are
/// left alone.
struct BridgeFilter: Sendable {
  private let store: Store
  private let rules: BridgeRules?
  private let trace: NetworkTrace

  /// `trace`: the container's; traces are what counts containers.
  init(_ store: Store, _ list: NetworkList, _ trace: NetworkTrace) {
    self.store = store
    rules = BridgeRules(list)
    self.trace = trace
  }

  private func lock() throws(Failure) -> StoreLock { try store.lock("packet-filter") }

  /// Makes the rules, unless they are there; the container has its trace already.
  func join() throws(Failure) {
    guard let rules else { return }
    let lock = try lock()
    try PacketFilter(rules: rules).add(isFirst: !trace.hasOthers(with: rules))
    _ = consume lock
  }

  /// Lets `plugins` undo what they did, removes the trace, and with the last one the rules; returns what `plugins` say.
  func leave(_ plugins: () -> [String]) -> [String] {
    guard let rules else {
      let problems = plugins()
      trace.remove()
      return problems
    }
    if let problems = leaveAsLast(rules, plugins) { return problems }
    let problems = plugins()
    // Others may have gone meanwhile, who saw our trace.
    let lock = try? lock()
    trace.remove()
    if !trace.hasOthers(with: rules) { PacketFilter(rules: rules).remove() }
    _ = consume lock
    return problems
  }

  /// The same when no other container is there; nil when one is.
  private func leaveAsLast(_ rules: BridgeRules, _ plugins: () -> [String]) -> [String]? {
    guard let lock = try? lock() else { return nil }
    if trace.hasOthers(with: rules) { return nil }
    // The kernel waits long when rules go (RCU): beside the plugins, then.
    let removal = try? Worker { () throws(Failure) in PacketFilter(rules: rules).remove() }
    let problems = plugins()
    if (try? removal?.join()) == nil { PacketFilter(rules: rules).remove() }
    trace.remove()
    _ = consume lock
    return problems
  }
}
