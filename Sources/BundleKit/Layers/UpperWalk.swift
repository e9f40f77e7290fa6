// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI

/// Visits every entry of a tree once, by descriptors only, in the order in which a layer has them: a folder before what
/// is in it, in each folder the whiteouts first, all sorted by their bytes.
///
/// The tree may belong to a container that goes on meanwhile: no link is followed, and what it changes is missed at worst.
struct UpperWalk: ~Copyable {
  /// One entry as it is met.
  struct Visit {
    /// From the root, names between slashes; empty for the root itself.
    let path: [UInt8]
    /// Ends with a NUL; `.` for the root.
    let name: [UInt8]
    /// The open folder it is in.
    let directory: Int32
    let status: FileStatus
    let change: LayerChange
    /// Its attributes as they are, overlay's own among them.
    let attributes: [FileAttribute]

    /// For people.
    var text: String { "/" + String(decoding: path, as: UTF8.self) }
  }

  /// A folder on the way down.
  private struct Level {
    let name: [UInt8]
    /// -1 when it was closed because too many are open.
    var number: Int32
    /// Sorted, the first one last.
    var pending: [Found] = []
    let opacity: LayerChange.Opacity
    /// Nothing of the layers below is seen in it.
    let hidesLower: Bool
    /// Bytes of the path of the folder it is in.
    let parentLength: Int
  }

  private struct Found {
    /// Ends with a NUL.
    let name: [UInt8]
    let status: FileStatus
    /// A whiteout that is not in the tree: something an opaque folder hides.
    var isImplied = false
  }

  private let diff: LayerDiff
  private let excluded: Set<[UInt8]>
  private let lower: LowerView?
  private var levels: [Level] = []
  private var path: [UInt8] = []

  /// Descriptors kept open; folders above are opened anew when the walk comes back to them.
  private static let mostOpen = 100

  /// A walk that passes over the paths in `excluded` with everything beneath.
  ///
  /// With `lower`, what opaque folders hide is visited as whiteouts, one a name.
  init(_ diff: LayerDiff, excluding excluded: Set<[UInt8]> = [], lower: consuming LowerView? = nil) {
    self.diff = diff
    self.excluded = excluded
    self.lower = lower
  }

  deinit { for level in levels where level.number >= 0 { EntryCalls.close(level.number) } }

  /// Visits the root, which has to stay open, and everything in it.
  mutating func run(_ root: Int32, _ visit: (Visit) throws(Failure) -> Void) throws(Failure) {
    let status = try asFailure(.store) { () throws(KernelError) in try Files.status(ofNumber: root) }
    _ = try step(Found(name: [UInt8(ascii: "."), 0], status: status), in: root, 0, visit)
    while !levels.isEmpty {
      let top = levels.count - 1
      guard let found = levels[top].pending.popLast() else {
        leave()
        continue
      }
      let directory = try reopened(root)
      let length = path.count
      if length > 0 { path.append(UInt8(ascii: "/")) }
      path += found.name.dropLast()
      if try !step(found, in: directory, length, visit) { path.removeLast(path.count - length) }
    }
  }

  /// Visits one entry and enters it when it is a folder; true when it did.
  private mutating func step(
    _ found: Found, in directory: Int32, _ parentLength: Int, _ visit: (Visit) throws(Failure) -> Void
  ) throws(Failure) -> Bool {
    if !excluded.isEmpty, excluded.contains(path) { return false }
    let attributes = found.isImplied ? [] : try read(found, in: directory)
    let change = found.isImplied ? .whiteout : try judge(found, attributes, levels.last?.opacity ?? .none)
    try visit(
      Visit(
        path: path, name: found.name, directory: directory, status: found.status, change: change,
        attributes: attributes))
    guard case .entry(_, let opacity) = change, found.status.isDirectory else { return false }
    let number = EntryCalls.open(directory, found.name, OpenFlags.readOnly | OpenFlags.directory)
    if number < 0 { throw failure("open", number) }
    levels.append(
      Level(
        name: found.name, number: Int32(number), opacity: opacity,
        hidesLower: opacity == .opaque || levels.last?.hidesLower ?? false, parentLength: parentLength))
    let old = levels.count - 1 - UpperWalk.mostOpen
    if old >= 0, levels[old].number >= 0 {
      EntryCalls.close(levels[old].number)
      levels[old].number = -1
    }
    levels[levels.count - 1].pending = try list(levels[levels.count - 1])
    return true
  }

  private mutating func leave() {
    guard let level = levels.popLast() else { return }
    if level.number >= 0 { EntryCalls.close(level.number) }
    path.removeLast(path.count - level.parentLength)
  }

  /// The entries of the folder the walk has just entered, in reverse order.
  private borrowing func list(_ level: Level) throws(Failure) -> [Found] {
    let names: [[UInt8]]
    do {
      let own = try Files.open(".", at: level.number, OpenFlags.readOnly | OpenFlags.directory)
      names = try own.entryNames()
    } catch {
      throw Failure(error, .store).during("read /\(String(decoding: path, as: UTF8.self))")
    }
    var (whiteouts, others): ([Found], [Found]) = ([], [])
    for name in names {
      // Gone since it was listed.
      guard let status = Files.status(entry: name + [0], at: level.number) else { continue }
      let found = Found(name: name + [0], status: status)
      if try isWhiteout(found, in: level) { whiteouts.append(found) } else { others.append(found) }
    }
    if level.hidesLower {
      let own = Set(names)
      for name in try lowerNames() where !own.contains(name) {
        whiteouts.append(Found(name: name + [0], status: FileStatus(), isImplied: true))
      }
    }
    let isLater: (Found, Found) -> Bool = { $1.name.lexicographicallyPrecedes($0.name) }
    return others.sorted(by: isLater) + whiteouts.sorted(by: isLater)
  }

  private borrowing func lowerNames() throws(Failure) -> [[UInt8]] {
    switch lower {
    case .some(let view): return try view.names(in: path)
    case .none: return []
    }
  }

  private borrowing func isWhiteout(_ found: Found, in level: Level) throws(Failure) -> Bool {
    if diff.isWhiteout(mode: found.status.mode, device: found.status.deviceNumber) { return true }
    guard level.opacity == .marked, found.status.isRegular else { return false }
    return try judge(found, try read(found, in: level.number), .marked) == .whiteout
  }

  private borrowing func read(_ found: Found, in directory: Int32) throws(Failure) -> [FileAttribute] {
    do {
      return try ExtendedAttributes.all(directory, Array(found.name.dropLast())).map {
        FileAttribute($0.name, $0.value)
      }
    } catch {
      throw failure("listxattr", -Int(error.errno.rawValue))
    }
  }

  private borrowing func judge(
    _ found: Found, _ attributes: [FileAttribute], _ folder: LayerChange.Opacity
  ) throws(Failure) -> LayerChange {
    let entry = LayerDiff.Entry(
      name: Array(found.name.dropLast()), mode: found.status.mode, device: found.status.deviceNumber,
      attributes: attributes)
    do {
      return try diff.judge(entry, in: folder)
    } catch {
      throw error.during("/" + String(decoding: path, as: UTF8.self))
    }
  }

  /// The folder the walk stands in; opened anew, name by name, when its descriptor was given up.
  private mutating func reopened(_ root: Int32) throws(Failure) -> Int32 {
    let top = levels.count - 1
    if levels[top].number >= 0 { return levels[top].number }
    var directory = Descriptor(owning: Int32(try open(root, levels[0].name)))
    for level in levels.dropFirst() { directory = Descriptor(owning: Int32(try open(directory.raw, level.name))) }
    levels[top].number = directory.release()
    return levels[top].number
  }

  private borrowing func open(_ directory: Int32, _ name: [UInt8]) throws(Failure) -> Int {
    let number = EntryCalls.open(directory, name, OpenFlags.readOnly | OpenFlags.directory)
    if number < 0 { throw failure("open", number) }
    return number
  }

  private borrowing func failure(_ call: StaticString, _ result: Int) -> Failure {
    Failure(KernelError(call, "/" + String(decoding: path, as: UTF8.self), Errno(Int32(-result))), .store)
  }
}

extension FileStatus {
  /// Of a device node.
  var deviceNumber: DeviceNumber { DeviceNumber(major: specialDevice.major, minor: specialDevice.minor) }
}
