// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// The OCI runtime that containers are run with, called as every engine calls one.
package struct RuntimeProgram: Sendable {
  package let path: String
  /// Its state directory: cleared by a reboot, as the containers are.
  package let root: String

  /// Finds it: `named`, else CAPSULE_RUNTIME, else the capsule-oci beside this program, else the one in PATH.
  package init(named: String?) throws(Failure) {
    root = RunRoot.path + "/runtime"
    if let name = named ?? ProcessEnvironment.value("CAPSULE_RUNTIME") {
      path = try RuntimeProgram.find(name)
      return
    }
    let own = (try? Files.readLink("/proc/self/exe")) ?? ""
    let beside = own.prefix(upTo: own.lastIndex(of: "/") ?? own.startIndex) + "/capsule-oci"
    path = Files.exists(String(beside)) ? String(beside) : try RuntimeProgram.find("capsule-oci")
  }

  private static func find(_ name: String) throws(Failure) -> String {
    if name.contains("/") { return try Store.absolute(name) }
    for folder in (ProcessEnvironment.value("PATH") ?? "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin").split(
      separator: ":")
    {
      let path = folder + "/" + name
      if (try? Files.checkExecutable(String(path))) != nil { return String(path) }
    }
    throw Failure(.system, "the runtime \(name) is not in PATH", hint: "--runtime PATH names one")
  }

  /// The words before a verb: `--root` and, for verbs whose standard error is the container's, where it logs.
  package func words(log: String? = nil) -> [String] {
    var words = [path, "--root", root]
    if let log { words += ["--log", log, "--log-format", "json"] }
    return words
  }

  /// Runs a verb to its end and returns what it printed.
  ///
  /// - Throws: what it says on standard error, under `intent`.
  @discardableResult
  package func run(
    _ arguments: [String], during intent: String, output limit: Int = 1 << 20
  ) throws(Failure) -> [UInt8] {
    var program = Subprocess(path: path, arguments: words() + arguments, environment: ProcessEnvironment.all)
    program.keptOutput = limit
    let result = try asFailure(.system) { () throws(KernelError) in try program.run() }
    switch result.outcome {
    case .ended(.exited(0)): return result.output
    case .ended(let ending):
      let text = RuntimeMessage.cause(ofText: result.errorOutput)
      throw Failure(.system, "\(intent): \(text.isEmpty ? ending.text : text)")
    case .notExecuted(let errno): throw Failure(KernelError("execve", path, errno), .system).during(intent)
    case .timedOut: throw Failure(.system, "\(intent): took too long")
    }
  }
}

extension RuntimeProgram {
  /// Begins a verb whose failure does not matter, to be waited for later; nil when nothing could be started.
  func begin(_ arguments: [String]) -> BegunVerb? {
    guard let nowhere = try? Files.open("/dev/null", OpenFlags.readWrite) else { return nil }
    var program = Spawn(path: path, arguments: words() + arguments, environment: ProcessEnvironment.all)
    program.stdio = (nowhere.raw, nowhere.raw, nowhere.raw)
    guard let child = try? program.start() else { return nil }
    return BegunVerb(child)
  }
}

/// A verb of the runtime that goes on beside us.
final class BegunVerb {
  private let child: Processes.Child

  init(_ child: consuming Processes.Child) { self.child = child }

  func wait() { _ = try? Processes.wait(child.pidfd) }
}

/// What a runtime says about its failure.
enum RuntimeMessage {
  /// The last error of a log in JSON (`--log-format json`), and its code where the runtime gives one.
  static func failure(inLog path: String, during intent: String) -> Failure {
    let bytes = (try? Files.read(path, limit: 1 << 20)) ?? []
    for line in bytes.split(separator: 0x0a).reversed() {
      guard let record = try? JSONValue(parsing: Array(line)), record["level"]?.string == "error" else { continue }
      let message = record.text("msg")
      let code = FailureCode(rawValue: record.text("code")) ?? classify(message)
      return Failure(code, "\(intent): \(message)")
    }
    return Failure(.system, "\(intent): the runtime failed without a word")
  }

  /// Other runtimes give no code; engines go by these words.
  private static func classify(_ message: String) -> FailureCode {
    let text = message.lowercased()
    if text.contains("executable file not found") || text.contains("no such file or directory") {
      return .programMissing
    }
    return text.contains("permission denied") ? .programNotExecutable : .system
  }

  /// The cause in a line such as `time="…" level=error msg="…"`.
  static func cause(ofText bytes: [UInt8]) -> String {
    let text = String(decoding: bytes, as: UTF8.self).split(separator: "\n").last.map(String.init) ?? ""
    guard let start = text.firstRange(of: "msg=\"") else { return text }
    var cause = ""
    var isEscaped = false
    for character in text[start.upperBound...] {
      if isEscaped {
        cause.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        break
      } else {
        cause.append(character)
      }
    }
    return cause
  }
}

/// Where what does not outlive a reboot is kept: the runtime's state, network namespaces, results of plugins.
package enum RunRoot {
  /// `/run/capsule`, or a folder under XDG_RUNTIME_DIR for others than root; CAPSULE_RUN_ROOT overrides both.
  package static var path: String {
    if let named = ProcessEnvironment.value("CAPSULE_RUN_ROOT") { return named }
    if Caller.isRoot { return "/run/capsule" }
    return (ProcessEnvironment.value("XDG_RUNTIME_DIR") ?? shared) + "/capsule"
  }

  /// Where everybody may make a folder: somebody else may have made that one.
  private static var shared: String { "/tmp/capsule-\(Caller.uid)" }

  private static func checkOwner(_ path: String) throws(Failure) {
    let status = try asFailure(.store) { () throws(KernelError) in try Files.status(path, follow: false) }
    guard status.isDirectory, status.uid == Processes.effectiveUID, status.mode & 0o022 == 0 else {
      throw Failure(
        .permission, "\(path) is not a folder of ours alone",
        hint: "remove it, or set XDG_RUNTIME_DIR or CAPSULE_RUN_ROOT")
    }
  }

  /// A folder in it, made when it is missing.
  package static func folder(_ name: String) throws(Failure) -> String {
    var path = ""
    for part in (self.path + "/" + name).split(separator: "/") {
      path += "/" + part
      do {
        if !Files.exists(path) { try Files.makeDirectory(path, mode: 0o700) }
      } catch {
        if error.errno != .EEXIST { throw Failure(error, .store) }
      }
      if path == shared { try checkOwner(path) }
    }
    return path
  }
}

extension Failure {
  /// The status that `docker run` and `docker exec` end with: 127 for a program that is not there, 126 for one that
  /// cannot be executed, 125 for everything else.
  package var engineStatus: Int32 {
    if code == .programMissing { return 127 }
    return code == .programNotExecutable || code == .programFormat ? 126 : 125
  }
}
