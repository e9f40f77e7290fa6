// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// Calls the plugins of a network (CNI specification 1.0, section 2): a program each, told by its environment and its
/// standard input.
struct PluginRunner {
  let list: NetworkList
  let id: String
  /// The namespace's file.
  let namespace: String
  let ports: [PortMapping]

  /// Where plugins are: CNI_PATH, else the folders of Debian's package and of the CNI project.
  static var folders: [String] {
    if let named = ProcessEnvironment.value("CNI_PATH") { return named.split(separator: ":").map(String.init) }
    return ["/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni"]
  }

  static func find(_ type: String) -> String? {
    // A type is a file's name, not a path.
    guard Names.isPlain(type) else { return nil }
    return folders.map { $0 + "/" + type }.first { (try? Files.checkExecutable($0)) != nil }
  }

  /// Those that have something to do: a plugin that only publishes ports, and none are, would start for nothing.
  private var plugins: [JSONValue] {
    list.plugins.filter { !ports.isEmpty || $0["type"]?.string != "portmap" }
  }

  /// ADD, in the order of the list; when one fails, all are asked to undo.
  func add() throws(Failure) -> JSONValue {
    var result: JSONValue?
    for plugin in plugins {
      do throws(Failure) {
        result = try call("ADD", plugin, result) ?? result
      } catch {
        var failure = error
        failure.cleanup = delete(result)
        throw failure
      }
    }
    return result ?? .object([])
  }

  /// DEL, in reverse; what fails does not keep the others from it.
  func delete(_ result: JSONValue?) -> [String] {
    var problems: [String] = []
    for plugin in plugins.reversed() {
      do throws(Failure) { _ = try call("DEL", plugin, result) } catch { problems.append(error.message) }
    }
    return problems
  }

  private func call(_ command: String, _ plugin: JSONValue, _ previous: JSONValue?) throws(Failure) -> JSONValue? {
    let type = plugin["type"]?.string ?? ""
    guard let path = PluginRunner.find(type) else {
      throw Failure(
        .network, "network \(list.name): the plugin \(type) is not in \(PluginRunner.folders.joined(separator: ":"))",
        hint: "Debian has it in containernetworking-plugins; CNI_PATH names other folders")
    }
    var environment = ProcessEnvironment.all.filter { !$0.hasPrefix("CNI_") }
    // iptables is where only root looks.
    if !environment.contains(where: { $0.hasPrefix("PATH=") }) {
      environment.append("PATH=/usr/sbin:/usr/bin:/sbin:/bin")
    }
    environment += [
      "CNI_COMMAND=" + command, "CNI_CONTAINERID=" + id, "CNI_NETNS=" + namespace, "CNI_IFNAME=eth0",
      "CNI_ARGS=IgnoreUnknown=1", "CNI_PATH=" + PluginRunner.folders.joined(separator: ":"),
    ]
    var program = Subprocess(path: path, arguments: [path], environment: environment)
    program.input = Array(list.input(plugin, ports: ports, previous: previous).compact.utf8)
    program.keptOutput = 1 << 20
    let minute: Int64 = 60_000
    program.timeout = minute
    let result = try asFailure(.network) { () throws(KernelError) in try program.run() }
    let intent = "network \(list.name): \(command) by \(type)"
    switch result.outcome {
    case .ended(.exited(0)):
      return result.output.isEmpty ? nil : try? JSONValue(parsing: result.output)
    case .ended(let ending):
      let answer = try? JSONValue(parsing: result.output)
      let words = answer?["msg"]?.string ?? String(decoding: result.errorOutput, as: UTF8.self)
      let details = answer?["details"]?.string ?? ""
      throw Failure(
        .network, "\(intent): " + (words.isEmpty ? ending.text : words + (details.isEmpty ? "" : ": " + details)))
    case .notExecuted(let errno): throw Failure(KernelError("execve", path, errno), .network).during(intent)
    case .timedOut: throw Failure(.network, "\(intent): took more than a minute")
    }
  }
}
