// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Dockerfile
internal import ImagePlan
internal import Kernel

/// The host's git(1), working in one folder for one remote, with no configuration but ours.
struct GitProgram {
  private let path: String
  private let folder: String
  private let home: String
  private let protocols: [String]
  /// What is fetched from, without a login; git is told that apart from its words, which everybody sees.
  let remote: String
  private let login: String?

  /// `home`: made, and left empty: git looks for nothing there.
  init(_ reference: GitReference, in folder: String, home: String) throws(Failure) {
    self.folder = folder
    protocols = reference.isUnencrypted ? ["https", "ssh", "http", "git"] : ["https", "ssh"]
    let url = reference.remote.hasPrefix("http") ? SourceURL(reference.remote) : nil
    remote = url?.address ?? reference.remote
    login = url?.login
    self.home = home
    let places = GitProgram.searchPath.split(separator: ":").filter { $0.hasPrefix("/") }
    let found = places.map { String($0) + "/git" }.first { (try? Files.checkExecutable($0)) != nil }
    guard let found else {
      throw Failure(.build, "\(reference.remote): there is no git in PATH", hint: "install git")
    }
    path = found
    try asFailure(.store) { () throws(KernelError) in try Files.makeDirectory(home, mode: 0o700) }
  }

  private static var searchPath: String { ProcessEnvironment.value("PATH") ?? "/usr/local/bin:/usr/bin:/bin" }

  private var settings: [String] {
    var settings = [
      "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.attributesFile=/dev/null", "core.autocrlf=false",
      "credential.helper=", "gc.auto=0", "maintenance.auto=false", "advice.detachedHead=false", "protocol.allow=never",
      "init.defaultBranch=main",
    ]
    settings += protocols.map { "protocol.\($0).allow=always" }
    return settings.flatMap { ["-c", $0] }
  }

  private var environment: [String] {
    var environment = [
      "PATH=" + GitProgram.searchPath, "HOME=" + home,
      "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_TERMINAL_PROMPT=0",
      "GIT_ASKPASS=true", "GIT_ALLOW_PROTOCOL=" + protocols.joined(separator: ":"),
      "GIT_SSH_COMMAND=ssh -oBatchMode=yes", "GIT_HTTP_LOW_SPEED_LIMIT=1", "GIT_HTTP_LOW_SPEED_TIME=60", "LC_ALL=C",
    ]
    if let login {
      environment += [
        "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=http.\(remote).extraHeader",
        "GIT_CONFIG_VALUE_0=Authorization: Basic " + Base64.encode(Array(login.utf8)),
      ]
    }
    let passed = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"]
    for name in passed + passed.map({ $0.uppercased() }) + ["SSH_AUTH_SOCK", "SSL_CERT_FILE", "SSL_CERT_DIR"] {
      if let value = ProcessEnvironment.value(name) { environment.append("\(name)=\(value)") }
    }
    return environment
  }

  func run(_ words: String...) throws(Failure) -> String { try run(words) }

  /// What git says, without the last line's end.
  func run(_ words: [String]) throws(Failure) -> String {
    let program = Subprocess(
      path: path, arguments: ["git", "-C", folder] + settings + words, environment: environment)
    let result = try asFailure(.build) { () throws(KernelError) in try program.run() }
    guard case .ended(.exited(0)) = result.outcome else {
      let said = String(decoding: result.errorOutput, as: UTF8.self).split(separator: "\n").last.map(String.init)
      throw Failure(.build, "git \(words[0]) \(remote): \(said ?? "it failed")")
    }
    var output = String(decoding: result.output, as: UTF8.self)
    while output.hasSuffix("\n") { output.removeLast() }
    return output
  }
}
