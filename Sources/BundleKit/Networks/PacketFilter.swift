// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI

/// Rules of a bridge in the host's packet filter, while some container is on it.
struct PacketFilter {
  let rules: BridgeRules

  /// Makes them; `isFirst`: no other container is on the bridge, so they are not there yet.
  ///
  /// Somebody else may have emptied the tables meanwhile, as firewalld does when it is reloaded.
  func add(isFirst: Bool) throws(Failure) {
    if !isFirst, try run("iptables", rules.check).isEmpty { return }
    let words = try run("iptables-restore", ["--noflush", "--wait"], input: rules.additions)
    if words.isEmpty { return }
    removeSingly()
    throw Failure(
      .network, "let containers on \(rules.bridge) through the packet filter: iptables-restore: \(words)",
      hint: "the kernel needs nat and conntrack for iptables; --net host and --net none do without")
  }

  /// Takes them away; what is not there is fine.
  func remove() {
    if (try? run("iptables-restore", ["--noflush", "--wait"], input: rules.removals))?.isEmpty != true {
      removeSingly()
    }
  }

  private func removeSingly() {
    for words in rules.singleRemovals { _ = try? run("iptables", words) }
  }

  /// What it says when it fails; nothing when it does not.
  private func run(_ name: String, _ arguments: [String], input: String = "") throws(Failure) -> String {
    guard let path = PacketFilter.find(name) else {
      throw Failure(.network, "\(name) is not here", hint: "Debian has it in iptables; --net host does without")
    }
    var program = Subprocess(path: path, arguments: [path] + arguments, environment: ProcessEnvironment.all)
    program.input = Array(input.utf8)
    let minute: Int64 = 60_000
    program.timeout = minute
    let result = try asFailure(.network) { () throws(KernelError) in try program.run() }
    switch result.outcome {
    case .ended(.exited(0)): return ""
    case .ended(let ending):
      let text = String(decoding: result.errorOutput, as: UTF8.self).split(separator: "\n").first.map(String.init)
      return text ?? ending.text
    case .notExecuted(let errno): throw Failure(KernelError("execve", path, errno), .network)
    case .timedOut: return "it took more than a minute"
    }
  }

  /// It is where only root looks.
  private static func find(_ name: String) -> String? {
    let folders = ["/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin"]
    return folders.map { $0 + "/" + name }.first { (try? Files.checkExecutable($0)) != nil }
  }
}
