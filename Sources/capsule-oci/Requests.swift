// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import CapsuleRuntime
internal import LinuxABI
internal import OptionTable

// What the operations are asked for, from the command line.
extension Call {
  func createRequest(_ id: String) throws(Failure) -> CreateRequest {
    var request = CreateRequest(id: id)
    request.bundle = values.value(.bundle) ?? ""
    if let file = values.value(.config) { request.configFile = file }
    request.consoleSocket = path(.consoleSocket)
    request.pidfdSocket = path(.pidfdSocket)
    request.pidFile = path(.pidFile)
    request.noPivot = values.has(.noPivot)
    request.noNewKeyring = values.has(.noNewKeyring)
    request.preserveDescriptors = try preservedDescriptors()
    return request
  }

  func runRequest() throws(Failure) -> RunRequest {
    var request = RunRequest(create: try createRequest(argument(0)))
    request.detach = values.has(.detach)
    request.keep = values.has(.keep)
    request.noSubreaper = values.has(.noSubreaper)
    return request
  }

  func execRequest() throws(Failure) -> ExecRequest {
    var request = ExecRequest(id: argument(0))
    request.arguments = Array(values.arguments.dropFirst())
    request.processFile = path(.process)
    request.consoleSocket = path(.consoleSocket)
    request.pidfdSocket = path(.pidfdSocket)
    request.pidFile = path(.pidFile)
    request.detach = values.has(.detach)
    request.terminal = values.has(.tty)
    request.cwd = values.value(.cwd)
    request.environment = values.values(.environment)
    if let user = values.value(.user) { (request.uid, request.gid) = try Call.ids(user) }
    request.additionalGids = try reading { () throws(UsageError) in try values.numbers(.additionalGids) }
    request.capabilities = values.values(.capability)
    request.noNewPrivileges = values.has(.noNewPrivs)
    request.apparmorProfile = values.value(.apparmor)
    request.selinuxLabel = values.value(.processLabel)
    request.preserveDescriptors = try preservedDescriptors()
    request.ignorePaused = values.has(.ignorePaused)
    request.cgroups = values.values(.cgroup)
    return request
  }

  func killRequest() throws(Failure) -> KillRequest {
    var request = KillRequest(id: argument(0))
    if values.arguments.count > 1 {
      guard let signal = Signal(parsing: argument(1)) else {
        throw Failure(.usage, "unknown signal \"\(argument(1))\"", hint: "a number, or a name such as TERM or SIGKILL")
      }
      request.signal = signal
    }
    request.all = values.has(.all)
    return request
  }

  /// An option's path; an empty one is none, as engines leave it.
  func path(_ option: Option) -> String? {
    values.value(option).flatMap { $0.utf8.isEmpty ? nil : $0 }
  }

  private func preservedDescriptors() throws(Failure) -> UInt32 {
    try reading { () throws(UsageError) in try values.number(.preserveFds) } ?? 0
  }

  /// `UID` or `UID:GID`.
  private static func ids(_ user: String) throws(Failure) -> (UInt32, UInt32?) {
    let parts = user.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    if parts.count <= 2, let uid = number(parts[0]) {
      if parts.count == 1 { return (uid, nil) }
      if let gid = number(parts[1]) { return (uid, gid) }
    }
    throw Failure(
      .usage, "invalid value \"\(user)\" for --user: expected UID or UID:GID",
      hint: "by number: the names of a container are its own")
  }

  private static func number(_ digits: Substring.UTF8View) -> UInt32? { UInt32(String(Substring(digits))) }
}
