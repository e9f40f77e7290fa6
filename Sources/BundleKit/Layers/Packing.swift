// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI

/// Turns what the walk meets into entries of an archive.
struct Packing {
  private let layer: PackLayer
  private let output: TarOutput
  private(set) var contents = PackedContents()
  /// The root of the layers below.
  var lowerRoot: FileStatus?
  /// The first name of files that have several.
  private var names: [File: [UInt8]] = [:]
  private let buffer = PackBuffer()

  private struct File: Hashable {
    let major: UInt32
    let minor: UInt32
    let inode: UInt64
  }

  init(_ layer: PackLayer, _ output: TarOutput) {
    self.layer = layer
    self.output = output
  }

  mutating func add(_ visit: UpperWalk.Visit) throws(Failure) {
    switch visit.change {
    case .nothing: contents.sockets.append(visit.path)
    case .whiteout: try hide(visit.path)
    case .entry(let attributes, let opacity):
      if attributes.count < visit.attributes.count { contents.marked.append(visit.path) }
      if visit.path.isEmpty {
        try addRoot(visit, attributes)
      } else {
        try addEntry(visit, attributes)
      }
      if opacity == .opaque, layer.lower.isEmpty, layer.marks != .none { try hideAll(visit.path) }
    }
  }

  // MARK: Whiteouts

  private mutating func hide(_ path: [UInt8]) throws(Failure) {
    let slash = path.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { path[...$0] } ?? []
    contents.whiteoutFolders.insert(Array(folder.dropLast()))
    try writeWhiteout(folder + Whiteout.hiding(Array(path[(slash.map { $0 + 1 } ?? 0)...])))
  }

  private mutating func hideAll(_ path: [UInt8]) throws(Failure) {
    try writeWhiteout(path.isEmpty ? Whiteout.opaque : path + [UInt8(ascii: "/")] + Whiteout.opaque)
  }

  /// An empty file of nobody's: only its name counts.
  private mutating func writeWhiteout(_ path: [UInt8]) throws(Failure) {
    try begin(
      TarOutput.Entry(
        path: path, kind: .file(size: 0), mode: 0, uid: 0, gid: 0, modified: TimeSpec(seconds: 0, nanoseconds: 0)))
  }

  // MARK: Entries

  /// The root has an entry only where it is not what every root is, because its time changes with everything.
  private mutating func addRoot(_ visit: UpperWalk.Visit, _ attributes: [FileAttribute]) throws(Failure) {
    let status = visit.status
    let isUsual = status.mode & FileMode.permissions == 0o755 && status.uid == 0 && status.gid == 0
    let isAsBelow = lowerRoot.map { ($0.mode, $0.uid, $0.gid) == (status.mode, status.uid, status.gid) } ?? true
    if isUsual, isAsBelow, attributes.isEmpty { return }
    contents.hasRoot = true
    var entry = header(visit, .folder, attributes)
    entry.path = Array("./".utf8)
    try begin(entry)
  }

  private mutating func addEntry(_ visit: UpperWalk.Visit, _ attributes: [FileAttribute]) throws(Failure) {
    let status = visit.status
    if status.links > 1, !status.isDirectory {
      let file = File(major: status.device.major, minor: status.device.minor, inode: status.inode)
      if let first = names[file] { return try begin(header(visit, .hardLink(first), [])) }
      names[file] = visit.path
    }
    switch FileMode.type(of: status.mode) {
    case FileMode.regular: try addFile(visit, attributes)
    case FileMode.directory: try begin(header(visit, .folder, attributes))
    case FileMode.symbolicLink: try begin(header(visit, .symbolicLink(try target(visit)), attributes))
    case FileMode.fifo: try begin(header(visit, .fifo, attributes))
    case FileMode.characterDevice: try begin(header(visit, .characterDevice(status.deviceNumber), attributes))
    case FileMode.blockDevice: try begin(header(visit, .blockDevice(status.deviceNumber), attributes))
    default: throw Failure(.layer, "\(visit.text): a file of an unknown type")
    }
  }

  private mutating func header(
    _ visit: UpperWalk.Visit, _ kind: TarOutput.Entry.Kind, _ attributes: [FileAttribute]
  ) -> TarOutput.Entry {
    let status = visit.status
    var modified = status.modified
    if let latest = layer.latest, modified.seconds > latest || modified.seconds == latest && modified.nanoseconds > 0 {
      modified = TimeSpec(seconds: latest, nanoseconds: 0)
      contents.late.append(visit.path)
    }
    return TarOutput.Entry(
      path: visit.path, kind: kind, mode: status.mode, uid: status.uid, gid: status.gid, modified: modified,
      attributes: attributes)
  }

  private mutating func begin(_ entry: TarOutput.Entry) throws(Failure) {
    try output.begin(entry)
    contents.entries += 1
  }

  private func target(_ visit: UpperWalk.Visit) throws(Failure) -> [UInt8] {
    var target = [UInt8](repeating: 0, count: 4096)
    let length = target.withUnsafeMutableBytes { EntryCalls.readLink(visit.directory, visit.name, into: $0) }
    if length < 0 { throw failure("readlink", visit, length) }
    return Array(target.prefix(length))
  }

  private mutating func addFile(_ visit: UpperWalk.Visit, _ attributes: [FileAttribute]) throws(Failure) {
    // Never blocks: what was a file may have become a FIFO.
    let number = EntryCalls.open(visit.directory, visit.name, OpenFlags.readOnly | OpenFlags.nonBlocking)
    if number < 0 { throw failure("open", visit, number) }
    let file = Descriptor(owning: Int32(number))
    let status = try asFailure(.store) { () throws(KernelError) in try Files.status(of: file) }
    guard status == visit.status else { throw changed(visit) }
    // What is written to it from now on is not in the layer.
    let size = Int64(status.size)
    try begin(header(visit, .file(size: size), attributes))
    contents.bytes += size
    var left = size
    while left > 0 {
      let count = EntryCalls.read(file.raw, buffer.base, count: Int(min(left, Int64(PackBuffer.size))))
      if count < 0 { throw failure("read", visit, count) }
      if count == 0 { throw changed(visit) }
      try output.write(UnsafeRawBufferPointer(start: buffer.base, count: count))
      left -= Int64(count)
    }
  }

  private func changed(_ visit: UpperWalk.Visit) -> Failure {
    Failure(.layer, "\(visit.text) changed while it was packed", hint: "pause or stop who writes to it")
  }

  private func failure(_ call: StaticString, _ visit: UpperWalk.Visit, _ result: Int) -> Failure {
    Failure(KernelError(call, visit.text, Errno(Int32(-result))), .layer)
  }
}

/// Where file content passes through.
private final class PackBuffer {
  static let size = 256 << 10
  let base = UnsafeMutableRawPointer.allocate(byteCount: PackBuffer.size, alignment: 4096)
  deinit { base.deallocate() }
}
