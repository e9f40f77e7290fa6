// SPDX-License-Identifier: Apache-2.0

/// Paths as text: no file is looked at, so symbolic links are not known here.
package enum LexicalPath {
  package static func isAbsolute(_ path: String) -> Bool { path.utf8.first == UInt8(ascii: "/") }

  /// The path as seen from `base` when it is relative.
  package static func absolute(_ path: String, from base: String) -> String {
    isAbsolute(path) ? cleaned(path) : cleaned(base + "/" + path)
  }

  /// Without `.`, doubled slashes and `..`, which stops at the root; always absolute.
  package static func cleaned(_ path: String) -> String {
    if isClean(path) { return path }
    var kept: [Substring.UTF8View] = []
    for part in path.utf8.split(separator: UInt8(ascii: "/")) {
      if part.elementsEqual(".".utf8) { continue }
      if part.elementsEqual("..".utf8) {
        if !kept.isEmpty { kept.removeLast() }
        continue
      }
      kept.append(part)
    }
    guard !kept.isEmpty else { return "/" }
    var bytes: [UInt8] = []
    for part in kept {
      bytes.append(UInt8(ascii: "/"))
      bytes.append(contentsOf: part)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// True for most paths: then nothing needs to be built.
  private static func isClean(_ path: String) -> Bool {
    var previous: UInt8 = 0
    var first = true
    for byte in path.utf8 {
      if first, byte != UInt8(ascii: "/") { return false }
      if previous == UInt8(ascii: "/"), byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") { return false }
      previous = byte
      first = false
    }
    return !first && (previous != UInt8(ascii: "/") || path.utf8.count == 1)
  }

  /// The last component; `/` has none.
  package static func lastComponent(_ path: String) -> String {
    guard let part = path.utf8.split(separator: UInt8(ascii: "/")).last else { return "" }
    return String(decoding: part, as: UTF8.self)
  }

  /// The directory in which a clean path's last component is; `/` is in itself.
  package static func parent(of path: String) -> String {
    let above = Array(path.utf8.dropLast(lastComponent(path).utf8.count + 1))
    return above.isEmpty ? "/" : String(decoding: above, as: UTF8.self)
  }

  /// Whether a path is at or below another; both clean.
  package static func isWithin(_ path: String, _ folder: String) -> Bool {
    path == folder || folder == "/" || path.utf8.starts(with: (folder + "/").utf8)
  }

  /// Whether some component is exactly this text.
  package static func hasComponent(_ component: String, in path: String) -> Bool {
    for part in path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    where part.elementsEqual(component.utf8) {
      return true
    }
    return false
  }
}
