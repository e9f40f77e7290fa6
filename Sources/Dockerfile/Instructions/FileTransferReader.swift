// SPDX-License-Identifier: Apache-2.0

/// Reads COPY and ADD.
extension FileTransfer {
  fileprivate static let flags: [String: FlagValues.Kind] = [
    "chown": .text, "chmod": .text, "link": .switched, "exclude": .list,
  ]

  fileprivate init(reading line: SyntaxLine, _ flags: FlagValues, of keyword: Keyword) throws(BuildError) {
    guard line.arguments.count >= 2, let destination = line.arguments.last else {
      throw BuildError(
        .instruction,
        "\(keyword.name) requires at least two arguments, but only one was provided. Destination could not be determined"
      )
    }
    guard (try? HeredocWord(parsing: destination)).flatMap({ $0 }) == nil else {
      throw BuildError(.instruction, "\(keyword.name) cannot accept a heredoc as a destination")
    }
    self.init([], to: destination)
    for source in line.arguments.dropLast() {
      guard var word = (try? HeredocWord(parsing: source)).flatMap({ $0 }) else {
        sources.append(source)
        continue
      }
      word.body = line.heredocs.last { $0.name == word.name }?.body ?? ""
      heredocs.append(word.heredoc)
    }
    owner = flags.text("chown")
    mode = flags.text("chmod")
    isLinked = flags.isOn("link") ?? false
    excludes = flags.list("exclude")
  }
}

extension CopyInstruction {
  init(reading line: SyntaxLine) throws(BuildError) {
    let own: [String: FlagValues.Kind] = ["from": .text, "parents": .switched]
    let flags = try FlagValues(line.flags, known: own.merging(FileTransfer.flags) { first, _ in first })
    self.init(try FileTransfer(reading: line, flags, of: .copy))
    from = flags.text("from")
    keepsParents = flags.isOn("parents") ?? false
  }
}

extension AddInstruction {
  init(reading line: SyntaxLine) throws(BuildError) {
    let own: [String: FlagValues.Kind] = ["checksum": .text, "keep-git-dir": .switched, "unpack": .switched]
    let flags = try FlagValues(line.flags, known: own.merging(FileTransfer.flags) { first, _ in first })
    self.init(try FileTransfer(reading: line, flags, of: .add))
    checksum = flags.text("checksum")
    keepsGitDirectory = flags.isOn("keep-git-dir")
    unpacks = flags.isOn("unpack")
  }
}
