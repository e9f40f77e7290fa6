// SPDX-License-Identifier: Apache-2.0
internal import Dockerfile
internal import OCI

// COPY and ADD.
extension StageInterpreter {
  mutating func copy(_ copy: CopyInstruction, _ instruction: Instruction) throws(BuildError) {
    let shown = title(instruction)
    let files = try expand(copy.files)
    for source in files.sources {
      switch try SourceKind(source) {
      case .path: break
      case .git: throw BuildError(.value, "source can't be a git ref for COPY; ADD takes it: \(source)")
      case .url: throw BuildError(.value, "source can't be a URL for COPY; ADD takes it: \(source)")
      }
    }
    var request = try request(files)
    request.keepsParents = copy.keepsParents
    let source = sources.first.flatMap { $0 }
    request.ownership = source == nil ? .root : .kept
    let from = source ?? .mainContext
    if case .context = from { request.ownership = .root }
    let history = try historyText("COPY", files, keepsParents: copy.keepsParents)
    add(.copy(request, from: from), shown, instruction)
    state.record(history, makesLayer: true)
  }

  mutating func add(_ add: AddInstruction, _ instruction: Instruction) throws(BuildError) {
    let shown = title(instruction)
    let files = try expand(add.files)
    var request = try request(files)
    request.unpacks = add.unpacks
    request.keepsGitDirectory = add.keepsGitDirectory ?? false
    request.checksum = try expand(add.checksum)
    try checkSum(request, files)
    let history = try historyText("ADD", files, keepsParents: false)
    self.add(.copy(request, from: .mainContext), shown, instruction)
    state.record(history, makesLayer: true)
  }

  /// The values that may hold variables, resolved.
  private mutating func expand(_ files: FileTransfer) throws(BuildError) -> FileTransfer {
    var files = files
    files.owner = try expand(files.owner)
    files.mode = try expand(files.mode)
    for index in files.sources.indices { files.sources[index] = try expand(files.sources[index]) }
    files.destination = try expand(files.destination)
    for index in files.heredocs.indices where files.heredocs[index].isExpanded {
      let content = try Substitution.heredocBody.text(files.heredocs[index].content) { state.variables[$0] }
      try budget.take(content)
      files.heredocs[index].content = content
    }
    return files
  }

  private func request(_ files: FileTransfer) throws(BuildError) -> CopyRequest {
    try checkMode(files.mode)
    var all: [CopyRequest.Source] = try files.sources.map { source throws(BuildError) in
      switch try SourceKind(source) {
      case .path: .path(source)
      case .git: .git(source)
      case .url: .url(source)
      }
    }
    all += files.heredocs.map { .inline(name: $0.name, content: Array($0.content.utf8)) }
    var request = CopyRequest(all, to: StageInterpreter.destination(files.destination, in: directory))
    request.owner = files.owner
    request.mode = files.mode
    request.excludes = files.excludes
    // BuildKit links nothing that --chmod is for: destinations follow links then.
    request.isLinked = files.isLinked && files.mode.utf8.isEmpty
    request.epoch = options.epoch
    return request
  }

  /// The stage's working directory, absolute.
  var directory: String {
    let directory = state.config.config.workingDirectory
    return directory.utf8.first == UInt8(ascii: "/") ? directory : "/" + directory
  }

  /// Absolute, with the slash at the end that says it is a directory.
  private static func destination(_ path: String, in directory: String) -> String {
    let whole = path.utf8.first == UInt8(ascii: "/") ? path : directory + "/" + path
    let isDirectory = path.utf8.isEmpty || path == "." || path.hasSuffix("/") || path.hasSuffix("/.")
    let clean = ImagePath.clean(whole)
    return isDirectory && clean != "/" ? clean + "/" : clean
  }

  private func checkMode(_ mode: String) throws(BuildError) {
    guard !mode.utf8.isEmpty else { return }
    _ = try SymbolicMode(parsing: mode)
  }

  private func checkSum(_ request: CopyRequest, _ files: FileTransfer) throws(BuildError) {
    guard !request.checksum.utf8.isEmpty else { return }
    guard files.sources.count == 1, files.heredocs.isEmpty, let source = request.sources.first else {
      throw BuildError(.flag, "checksum can't be specified for multiple sources")
    }
    switch source {
    case .git: break
    case .url:
      do { _ = try Digest(parsing: request.checksum) } catch {
        throw BuildError(.flag, "--checksum: \(error.message)")
      }
    case .path, .inline: throw BuildError(.flag, "checksum requires HTTP(S) or Git sources")
    }
  }

  private func historyText(_ name: String, _ files: FileTransfer, keepsParents: Bool) throws(BuildError) -> String {
    var text = name
    if keepsParents { text += " --parents" }
    if !files.owner.utf8.isEmpty { text += " --chown=" + files.owner }
    if !files.mode.utf8.isEmpty { text += " --chmod=" + files.mode }
    for source in files.sources { text += " " + source }
    for heredoc in files.heredocs { text += " <<" + heredoc.name }
    return text + " " + files.destination + " # buildkit"
  }
}
