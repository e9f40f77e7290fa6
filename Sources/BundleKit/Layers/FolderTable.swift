// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// What the archive's entries for directories say, applied when nothing more is put into them: making entries changes
/// their times, and a mode may keep us out, a default access list be inherited.
struct FolderTable: Sendable {
  struct Folder: Sendable {
    var mode: UInt32
    var uid: UInt32
    var gid: UInt32
    var time: TimeSpec
    var attributes: [(name: [UInt8], value: [UInt8])]

    /// What it takes in memory.
    var size: Int { attributes.reduce(64) { $0 + $1.name.count + $1.value.count } }
  }

  var root: Folder?
  private var folders: [[UInt8]: Folder] = [:]

  mutating func set(_ path: [UInt8], _ folder: Folder) { folders[path] = folder }

  /// The directory at `gone` is not there any more, nor what was in it.
  mutating func forget(_ gone: [UInt8]) { folders = folders.filter { !$0.key.isAt(gone) } }

  /// All but the root, each after those that are in it.
  var deepestFirst: [(path: [UInt8], folder: Folder)] {
    folders.map { ($0.key, $0.value) }.sorted { $1.0.lexicographicallyPrecedes($0.0) }
  }
}
