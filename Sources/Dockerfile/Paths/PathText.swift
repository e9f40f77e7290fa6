// SPDX-License-Identifier: Apache-2.0

/// Paths as text; nothing here looks at a file system.
package enum PathText {
  /// The shortest path of the same meaning, as Go's path.Clean has it: no `.`, no `..` but at the beginning, no `//`.
  package static func clean(_ path: String) -> String {
    let isAbsolute = path.utf8.first == UInt8(ascii: "/")
    var components: [Substring.UTF8View] = []
    for component in path.utf8.split(separator: UInt8(ascii: "/")) {
      if component.elementsEqual(".".utf8) { continue }
      if component.elementsEqual("..".utf8) {
        if let last = components.last, !last.elementsEqual("..".utf8) {
          components.removeLast()
          continue
        }
        if isAbsolute { continue }
      }
      components.append(component)
    }
    let joined = components.map { String(Substring($0)) }.joined(separator: "/")
    if isAbsolute { return "/" + joined }
    return joined.utf8.isEmpty ? "." : joined
  }
}
