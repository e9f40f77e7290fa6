// SPDX-License-Identifier: Apache-2.0

/// In which extended attributes overlayfs keeps its books in an upper directory, if the tree is one.
package enum OverlayMarks: Sendable {
  /// `trusted.overlay.*`.
  case trusted
  /// `user.overlay.*`: mounted with `userxattr`, by a user without privileges.
  case user
  /// None: a tree like any other, whose attributes are all its own.
  case none

  /// What they begin with; empty where there are none.
  package var prefix: [UInt8] {
    switch self {
    case .trusted: Array("trusted.overlay.".utf8)
    case .user: Array("user.overlay.".utf8)
    case .none: []
    }
  }

  /// The attribute that is kept for another: the tree's own where it is not of overlayfs's books, unescaped where it is
  /// one that was escaped to be told from them (Linux 6.7), else nil.
  func kept(_ name: [UInt8]) -> [UInt8]? {
    let prefix = prefix
    guard !prefix.isEmpty, name.starts(with: prefix) else { return name }
    let escape = Array("overlay.".utf8)
    let rest = name.dropFirst(prefix.count)
    return rest.starts(with: escape) ? prefix + rest.dropFirst(escape.count) : nil
  }
}

/// An extended attribute (xattr(7)); both are bytes.
package struct FileAttribute: Equatable, Sendable {
  package var name: [UInt8]
  package var value: [UInt8]
  package init(_ name: [UInt8], _ value: [UInt8]) {
    self.name = name
    self.value = value
  }
}
