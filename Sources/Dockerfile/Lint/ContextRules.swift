// SPDX-License-Identifier: Apache-2.0

/// The rule about what `.dockerignore` leaves out.
extension Linter {
  mutating func judgeSources(_ item: Item) {
    guard let ignore = facts.ignore else { return }
    let (verb, files): (String, FileTransfer)
    switch item.instruction.command {
    case .copy(let copy) where copy.from.utf8.isEmpty: (verb, files) = ("Copy", copy.files)
    case .add(let add): (verb, files) = ("Add", add.files)
    case .arg, .cmd, .copy, .entrypoint, .env, .expose, .from, .healthcheck, .label, .maintainer, .onBuild, .run,
      .shell, .stopSignal, .user, .volume, .workdir:
      return
    }
    for source in files.sources where Linter.leavesOut(source, ignore) {
      warn(.copyIgnoredFile, "Attempting to \(verb) file \"\(source)\" that is excluded by .dockerignore", item)
    }
  }

  /// Whether nothing of a source is left; false for what variables or the network decide.
  private static func leavesOut(_ source: String, _ ignore: IgnoreFile) -> Bool {
    if source.contains("$") || source.contains("://") { return false }
    if let git = try? GitReference.parse(source), !git.isAmbiguous { return false }
    let path = String(PathText.clean("/" + source).unicodeScalars.dropFirst())
    // Of the whole context something is usually left, which is why it is copied.
    guard !path.utf8.isEmpty, ignore.ignores(path), !ignore.mayBringBack(below: path) else { return false }
    let hasWildcards = path.utf8.contains { "*?[\\".utf8.contains($0) }
    return !(hasWildcards && ignore.patterns.contains(where: \.isException))
  }
}
