// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Dockerfile
internal import ImagePlan
internal import Kernel
internal import LinuxABI

/// What one source of a request turned out to be.
enum SelectedSource {
  /// A directory whose content is meant, open as long as it is told of; `path` is its real one in the source's root.
  case folder(number: Int32, path: [UInt8])
  /// Anything else, under the name it was asked for by, which ends with a NUL.
  case entry(SourceEntry, name: [UInt8])

  /// A directory's real path in the source's root.
  var path: [UInt8] {
    switch self {
    case .folder(_, let path): path
    case .entry: []
    }
  }
}

extension CopySource {
  /// Tells `body` of everything that a path or pattern names: how many there were.
  ///
  /// Links of the path itself are followed inside the root, the last one too; `text` is how people wrote it.
  ///
  /// - Throws: `build` when a path without wildcards is not there, or left out by `.dockerignore`.
  func select(
    _ pattern: SourcePattern, _ text: String, _ body: (SelectedSource) throws(Failure) -> Void
  ) throws(Failure) -> Int {
    if pattern.wildcards.isEmpty {
      guard try select(Array(pattern.base.utf8), text, body) else { throw missing(text) }
      return 1
    }
    var count = 0
    for path in try matches(of: pattern, text) where try select(path, text, body) { count += 1 }
    return count
  }

  func missing(_ text: String) -> Failure {
    let hint = ignore == nil ? nil : ".dockerignore may leave it out"
    return Failure(.build, "\"\(text.hasPrefix("/") ? "" : "/")\(text)\": not found", hint: hint)
  }

  /// False when everything there is left out by `.dockerignore`.
  private func select(
    _ path: [UInt8], _ text: String, _ body: (SelectedSource) throws(Failure) -> Void
  ) throws(Failure) -> Bool {
    var walk = PathWalk(root: root.descriptor.raw)
    if let ignore { walk.isHidden = { ignore.walk(to: $0).isIgnored } }
    let place: PathWalk.Place
    do throws(KernelError) {
      place = try walk.go(to: path)
    } catch  where error.errno == .ENOENT || error.errno == .ENOTDIR {
      throw missing(text)
    } catch {
      throw Failure(KernelError(error.call, text, error.errno), .build)
    }
    switch place {
    case .entry(_, nil): throw missing(text)
    case .entry(let name, .some(let status)):
      let entry = SourceEntry(directory: walk.current, name: name + [0], status: status, path: [])
      let asked = path.split(separator: PathWalk.slash).last.map { Array($0) } ?? name
      try body(.entry(entry, name: asked + [0]))
    case .directory:
      let folder = try asFailure(.build) { () throws(KernelError) in
        try Files.open(".", at: walk.current, OpenFlags.readOnly | OpenFlags.directory)
      }
      let filters = PathFilters(ignore: ignore, at: walk.path)
      if filters.isHidden, try !Presence.isAny(folder.raw, walk.path, filters) { return false }
      try body(.folder(number: folder.raw, path: walk.path))
    }
    return true
  }

  // MARK: Wildcards

  /// The paths that match, in the order of their bytes.
  ///
  /// - Throws: `build` when the directory that the wildcards begin in is not there, as BuildKit does.
  private func matches(of pattern: SourcePattern, _ text: String) throws(Failure) -> [[UInt8]] {
    var found: [[UInt8]] = []
    let isThere = try select(Array(pattern.base.utf8), text) { (base) throws(Failure) in
      guard case .folder(let number, let path) = base else { return }
      try collect(pattern.wildcards[...], number, path, &found)
    }
    guard isThere else { throw missing(text) }
    return found
  }

  private func collect(
    _ patterns: ArraySlice<String>, _ number: Int32, _ path: [UInt8], _ found: inout [[UInt8]]
  ) throws(Failure) {
    guard let pattern = patterns.first else { return }
    let glob: Glob
    do {
      glob = try Glob(pattern)
    } catch {
      throw Failure(.build, error.message)
    }
    for name in try SourceNames.all(number, String(decoding: path, as: UTF8.self)) {
      guard glob.matches(bytes: name[...]) else { continue }
      let full = SourceNames.join(path, name)
      guard let status = Files.status(entry: name + [0], at: number) else { continue }
      if let ignore, !status.isDirectory, ignore.walk(to: full).isIgnored { continue }
      if patterns.count == 1 {
        found.append(full)
      } else if status.isDirectory {
        let opened = EntryCalls.open(number, name + [0], OpenFlags.path | OpenFlags.directory)
        if opened < 0 { continue }
        let folder = Descriptor(owning: Int32(opened))
        try collect(patterns.dropFirst(), folder.raw, full, &found)
      }
    }
  }
}

/// Whether a walk finds anything in a directory.
struct Presence: SourceVisitor {
  private var isAny = false

  static func isAny(_ number: Int32, _ path: [UInt8], _ filters: PathFilters) throws(Failure) -> Bool {
    var walk = SourceWalk(Presence())
    try walk.walk(number, path, filters)
    return walk.visitor.isAny
  }

  mutating func enter(_ folder: SourceFolder) { if !folder.path.isEmpty { isAny = true } }
  mutating func leave(_ folder: SourceFolder) {}
  mutating func take(_ entry: SourceEntry) { isAny = true }
}
