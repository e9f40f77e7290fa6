// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan

/// A source of COPY or ADD as it is looked for: a path up to the first component with a wildcard, and the components
/// from there on.
///
/// A slash before it and `..` do not leave the root it is looked for in.
package struct SourcePattern: Equatable, Sendable {
  /// Absolute and clean; links in it are followed.
  package var base: String
  /// Patterns of names (Go's filepath.Match), each below what matches the one before; links are not followed.
  package var wildcards: [String]

  package init(_ path: String) {
    let parts = LexicalPath.cleaned("/" + path).split(separator: "/").map(String.init)
    let first = parts.firstIndex(where: SourcePattern.isWildcard) ?? parts.count
    base = "/" + parts[..<first].joined(separator: "/")
    wildcards = Array(parts[first...])
  }

  /// A path in which wildcards are characters as others.
  package init(literal path: String) {
    base = LexicalPath.cleaned("/" + path)
    wildcards = []
  }

  /// Whether a name has a wildcard that no backslash takes away.
  package static func isWildcard(_ name: String) -> Bool {
    var isEscaped = false
    for byte in name.utf8 {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "[") {
        return true
      }
    }
    return false
  }
}

/// A source of COPY `--parents`: the part before `/./`, which is left away, and what is kept below it.
package struct ParentsSource: Equatable, Sendable {
  package var base: SourcePattern
  /// As in `.dockerignore`, from `base` on, without a slash before it.
  package var pattern: String
  /// Without any wildcard: it has to be there.
  package var isRequired: Bool

  package init(_ path: String) {
    let parts = ParentsSource.cut(path)
    base = SourcePattern(parts.base)
    pattern = String(LexicalPath.cleaned("/" + parts.pattern).dropFirst())
    isRequired = !SourcePattern.isWildcard(parts.base) && !SourcePattern.isWildcard(parts.pattern)
  }

  private static func cut(_ path: String) -> (base: String, pattern: String) {
    let bytes = Array(path.utf8)
    for index in bytes.indices where bytes[index...].starts(with: Array("/./".utf8)) {
      return (
        String(decoding: bytes[..<index], as: UTF8.self), String(decoding: bytes[(index + 3)...], as: UTF8.self)
      )
    }
    return ("", path)
  }
}
