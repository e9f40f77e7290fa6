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
  private let git: GitProgram
  /// What is checked out to, an empty folder.
  private let tree: String

  /// `folder`: where it works, with an empty folder `tree` in it that is checked out to.
  init(
    _ reference: GitReference, keepsGitDirectory: Bool, in folder: String, _ progress: Progress
  ) throws(Failure) {
    self.reference = reference
    self.keepsGitDirectory = keepsGitDirectory
    self.progress = progress
    tree = folder + "/tree"
    git = try GitProgram(reference, in: tree, home: folder + "/home")
  }

  func perform() throws(Failure) -> Result {
    let task = progress.task("fetch " + git.remote, total: nil)
    do throws(Failure) {
      let commit = try begin()
      try check(commit)
      _ = try git.run("checkout", "-q", "--detach", commit)
      if reference.fetchesSubmodules ?? true, Files.exists(tree + "/.gitmodules") { try fetchSubmodules() }
      let time = try git.run("show", "-s", "--format=%ct", commit)
      try finish()
      task.finish("done")
      return Result(commit: commit, time: Int64(time) ?? 0)
    } catch {
      task.finish("failed")
      throw error
    }
  }

  // MARK: Fetching

  /// Fetches into a new repository, the id of the commit; it has to be of the remote's kind, which git tells of its ids.
  private func begin() throws(Failure) -> String {
    do throws(Failure) {
      try makeRepository([])
      return try fetch()
    } catch {
      let line = (try? git.run("ls-remote", "--", "origin", "HEAD")) ?? ""
      guard line.prefix(while: { $0 != "\t" }).utf8.count == 64 else { throw error }
    }
    try asFailure(.store) { () throws(KernelError) in
      let root = try Files.open(tree, OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow)
      try EntryCalls.removeTree(root.raw, Array(".git".utf8))
    }
    try makeRepository(["--object-format=sha256"])
    return try fetch()
  }

  private func makeRepository(_ format: [String]) throws(Failure) {
    _ = try git.run(["init", "-q", "--template="] + format + ["."])
    _ = try git.run("remote", "add", "origin", git.remote)
  }

  /// The id of the commit that the reference means.
  private func fetch() throws(Failure) -> String {
    let byCommit = reference.fetchesByCommit && !reference.checksum.isEmpty
    let wanted = byCommit ? reference.checksum : reference.ref.isEmpty ? "HEAD" : reference.ref
    // What could be an option, a second reference or a pattern.
    guard !wanted.hasPrefix("-"), !wanted.utf8.contains(where: { $0 <= 0x20 || ":*?[^~\\".utf8.contains($0) }) else {
      throw Failure(.build, "\(git.remote): \(wanted) is no name of a branch, a tag or a commit")
    }
    // The one commit where the server gives it: some give none by its id, and files behind plain HTTP know no depth.
    if (try? git.run("fetch", "-q", "--no-tags", "--depth=1", "--", "origin", wanted)) != nil {
      return try git.run("rev-parse", "--verify", "-q", "FETCH_HEAD^{commit}")
    }
    _ = try git.run(
      "fetch", "-q", "--no-tags", "--", "origin", "+HEAD:refs/remotes/origin/HEAD",
      "+refs/heads/*:refs/remotes/origin/*",
      "+refs/tags/*:refs/tags/*")
    for name in GitCheckout.localNames(of: wanted) {
      if let commit = try? git.run("rev-parse", "--verify", "-q", "--end-of-options", name + "^{commit}") {
        return commit
      }
    }
    throw Failure(.build, "\(git.remote): it has no \(wanted)")
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
      throw Failure(.build, "\(git.remote): the checksum \(checksum) is no id of a commit")
    }
    guard commit.hasPrefix(checksum) else {
      throw Failure(
        .digestMismatch, "\(git.remote): digest mismatch: the commit is \(commit), the checksum says \(checksum)")
    }
  }

  private func fetchSubmodules() throws(Failure) {
    let words = ["submodule", "-q", "update", "--init", "--recursive"]
    if (try? git.run(words + ["--depth=1"])) != nil { return }
    _ = try git.run(words)
  }

  /// Takes away what git keeps beside the files.
  private func finish() throws(Failure) {
    if keepsGitDirectory { return }
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
}
