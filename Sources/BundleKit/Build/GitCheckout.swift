// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Dockerfile
internal import ImagePlan
internal import Kernel
internal import LinuxABI

/// A commit of a git repository, checked out by the host's git(1) into a folder of the store's tmp/.
///
/// The repository is a stranger's: git sees no configuration but ours, runs no hook, filter or helper, and speaks no other
/// protocols than the reference asks for. What comes out is a tree like a context; a folder in it is looked for by
/// descriptor (CVE-2026-33748).
struct GitCheckout {
  /// What came of it.
  struct Result {
    /// The commit's id.
    var commit: String
    /// Its time, in seconds.
    var time: Int64
  }

  private let reference: GitReference
  private let keepsGitDirectory: Bool
  private let progress: Progress
  private let git: String
  /// The folder it works in; its `tree`, which is there, is what is checked out to.
  private let folder: String

  init(
    _ reference: GitReference, keepsGitDirectory: Bool, in folder: String, _ progress: Progress
  ) throws(Failure) {
    self.reference = reference
    self.keepsGitDirectory = keepsGitDirectory
    self.folder = folder
    self.progress = progress
    let places = (ProcessEnvironment.value("PATH") ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
    let programs = places.filter { $0.hasPrefix("/") }.map { String($0) + "/git" }
    guard let git = programs.first(where: { (try? Files.checkExecutable($0)) != nil }) else {
      throw Failure(.build, "\(reference.remote): there is no git in PATH", hint: "install git")
    }
    self.git = git
  }

  private var tree: String { folder + "/tree" }

  func perform() throws(Failure) -> Result {
    let task = progress.task("fetch " + shown, total: nil)
    do throws(Failure) {
      try asFailure(.store) { () throws(KernelError) in
        try Files.makeDirectory(folder + "/home", mode: 0o700)
      }
      _ = try run("init", "-q", "--template=", ".")
      _ = try run("remote", "add", "origin", reference.remote)
      let commit = try fetch()
      try check(commit)
      _ = try run("checkout", "-q", "--detach", commit)
      if reference.fetchesSubmodules ?? true, Files.exists(tree + "/.gitmodules") { try fetchSubmodules() }
      let time = try run("show", "-s", "--format=%ct", commit)
      try finish()
      task.finish("done")
      return Result(commit: commit, time: Int64(time) ?? 0)
    } catch {
      task.finish("failed")
      throw error
    }
  }

  // MARK: Fetching

  /// The id of the commit that the reference means.
  private func fetch() throws(Failure) -> String {
    let byCommit = reference.fetchesByCommit && !reference.checksum.isEmpty
    let wanted = byCommit ? reference.checksum : reference.ref.isEmpty ? "HEAD" : reference.ref
    // What could be an option, a second reference or a pattern.
    guard !wanted.hasPrefix("-"), !wanted.utf8.contains(where: { $0 <= 0x20 || ":*?[^~\\".utf8.contains($0) }) else {
      throw Failure(.build, "\(shown): \(wanted) is no name of a branch, a tag or a commit")
    }
    // The one commit where the server gives it: some give none by its id, and files behind plain HTTP know no depth.
    if (try? run("fetch", "-q", "--no-tags", "--depth=1", "--", "origin", wanted)) != nil {
      return try run("rev-parse", "--verify", "-q", "FETCH_HEAD^{commit}")
    }
    _ = try run(
      "fetch", "-q", "--no-tags", "--", "origin", "+HEAD:refs/remotes/origin/HEAD",
      "+refs/heads/*:refs/remotes/origin/*",
      "+refs/tags/*:refs/tags/*")
    for name in GitCheckout.localNames(of: wanted) {
      if let commit = try? run("rev-parse", "--verify", "-q", "--end-of-options", name + "^{commit}") { return commit }
    }
    throw Failure(.build, "\(shown): it has no \(wanted)")
  }

  /// What a reference of the remote is called after everything was fetched, the likeliest first.
  private static func localNames(of wanted: String) -> [String] {
    let heads = "refs/heads/"
    if wanted == "HEAD" { return ["refs/remotes/origin/HEAD"] }
    if wanted.hasPrefix(heads) { return ["refs/remotes/origin/" + wanted.dropFirst(heads.count)] }
    if wanted.hasPrefix("refs/") { return [wanted] }
    let names = ["refs/remotes/origin/" + wanted, "refs/tags/" + wanted]
    return isID(wanted) ? names + [wanted] : names
  }

  private static func isID(_ text: String) -> Bool {
    text.utf8.count >= 7 && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
  }

  private func check(_ commit: String) throws(Failure) {
    let checksum = reference.checksum.lowercased()
    if checksum.isEmpty { return }
    guard GitCheckout.isID(checksum) else {
      throw Failure(.build, "\(shown): the checksum \(checksum) is no id of a commit")
    }
    guard commit.hasPrefix(checksum) else {
      throw Failure(
        .digestMismatch, "\(shown): digest mismatch: the commit is \(commit), the checksum says \(checksum)")
    }
  }

  private func fetchSubmodules() throws(Failure) {
    let words = ["submodule", "-q", "update", "--init", "--recursive"]
    if (try? run(words + ["--depth=1"])) != nil { return }
    _ = try run(words)
  }

  /// Takes away what git keeps beside the files: the repository, or in it whoever was named in the URL.
  private func finish() throws(Failure) {
    if keepsGitDirectory {
      _ = try run("remote", "set-url", "origin", shown)
      return
    }
    try asFailure(.store) { () throws(KernelError) in
      let root = try Files.open(tree, OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow)
      try GitCheckout.removeRepositories(root.raw)
    }
  }

  /// Submodules have a file of that name.
  private static func removeRepositories(_ directory: Int32) throws(KernelError) {
    let own = try Files.open(".", at: directory, OpenFlags.readOnly | OpenFlags.directory)
    for name in try own.entryNames() {
      if name == Array(".git".utf8) {
        try EntryCalls.removeTree(own.raw, name)
        continue
      }
      let number = EntryCalls.open(
        own.raw, name + [0], OpenFlags.readOnly | OpenFlags.directory | OpenFlags.nonBlocking)
      if number < 0 { continue }
      let child = Descriptor(owning: Int32(number))
      try removeRepositories(child.raw)
    }
  }

  // MARK: Running git

  private var protocols: [String] {
    reference.isUnencrypted ? ["https", "ssh", "http", "git"] : ["https", "ssh"]
  }

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
      "PATH=" + (ProcessEnvironment.value("PATH") ?? "/usr/local/bin:/usr/bin:/bin"), "HOME=\(folder)/home",
      "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_TERMINAL_PROMPT=0",
      "GIT_ASKPASS=true", "GIT_ALLOW_PROTOCOL=" + protocols.joined(separator: ":"),
      "GIT_SSH_COMMAND=ssh -oBatchMode=yes", "GIT_HTTP_LOW_SPEED_LIMIT=1", "GIT_HTTP_LOW_SPEED_TIME=60", "LC_ALL=C",
    ]
    let passed = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"]
    for name in passed + passed.map({ $0.uppercased() }) + ["SSH_AUTH_SOCK", "SSL_CERT_FILE", "SSL_CERT_DIR"] {
      if let value = ProcessEnvironment.value(name) { environment.append("\(name)=\(value)") }
    }
    return environment
  }

  private func run(_ words: String...) throws(Failure) -> String { try run(words) }

  /// What git says, without the last line's end.
  private func run(_ words: [String]) throws(Failure) -> String {
    let program = Subprocess(
      path: git, arguments: ["git", "-C", tree] + settings + words, environment: environment)
    let result = try asFailure(.build) { () throws(KernelError) in try program.run() }
    guard case .ended(.exited(0)) = result.outcome else {
      let said = String(decoding: result.errorOutput, as: UTF8.self).split(separator: "\n").last.map(String.init)
      throw Failure(
        .build, "git \(words[0]) \(shown): \((said ?? "it failed").replacing(reference.remote, with: shown))")
    }
    var output = String(decoding: result.output, as: UTF8.self)
    while output.hasSuffix("\n") { output.removeLast() }
    return output
  }

  /// The remote without a password.
  private var shown: String {
    reference.remote.hasPrefix("http") ? SourceURL(reference.remote).address : reference.remote
  }
}
