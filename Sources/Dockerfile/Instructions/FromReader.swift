// SPDX-License-Identifier: Apache-2.0

/// Reads FROM.
extension FromInstruction {
  init(reading line: SyntaxLine) throws(BuildError) {
    let flags = try FlagValues(line.flags, known: ["platform": .text])
    let words = line.arguments
    guard let image = words.first, words.count == 1 || words.count == 3 && words[1].lowercased() == "as" else {
      throw BuildError(
        .instruction, "FROM requires either one or three arguments: FROM IMAGE, or FROM IMAGE AS NAME")
    }
    self.init(image, platform: flags.text("platform"))
    guard words.count == 3 else { return }
    name = words[2].lowercased()
    guard FromInstruction.isStageName(name) else {
      throw BuildError(
        .instruction,
        "invalid name for build stage: \(BuildError.quoted(words[2])), name can't start with a number or contain symbols"
      )
    }
    comment = line.description(of: name)
  }

  private static func isStageName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, ("a"..."z").contains(first) else { return false }
    return name.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" || $0 == "_" || $0 == "."
    }
  }
}
