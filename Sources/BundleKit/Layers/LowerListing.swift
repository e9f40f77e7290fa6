// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

extension LowerView {
  /// The names that are seen in the directory at a path, sorted; none when there is no directory.
  func names(in path: [UInt8]) throws(Failure) -> [[UInt8]] {
    let components = path.split(separator: UInt8(ascii: "/")).map { Array($0) + [0] }
    var (seen, hidden): (Set<[UInt8]>, Set<[UInt8]>) = ([], [])
    for layer in layers {
      let goesOn = try asFailure(.store) { () throws(KernelError) in
        try list(layer, components, &seen, &hidden)
      }
      if !goesOn || layer.hidesLower { break }
    }
    return seen.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Adds what one layer shows there; false when nothing lower shows.
  private func list(
    _ layer: Layer, _ components: [[UInt8]], _ seen: inout Set<[UInt8]>, _ hidden: inout Set<[UInt8]>
  ) throws(KernelError) -> Bool {
    var directory = try Files.open(layer.diff, OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow)
    var isOpaque = false
    for name in components {
      guard let status = Files.status(entry: name, at: directory.raw) else { return !isOpaque }
      guard status.isDirectory else { return false }
      let number = EntryCalls.open(directory.raw, name, OpenFlags.readOnly | OpenFlags.directory)
      if number < 0 {
        throw KernelError("open", String(decoding: name.dropLast(), as: UTF8.self), Errno(Int32(-number)))
      }
      directory = Descriptor(owning: Int32(number))
      if ExtendedAttributes.has(directory.raw, opaqueMark, value: UInt8(ascii: "y")) { isOpaque = true }
    }
    for name in try directory.entryNames() where !seen.contains(name) && !hidden.contains(name) {
      guard let status = Files.status(entry: name + [0], at: directory.raw) else { continue }
      if status.isWhiteout { hidden.insert(name) } else { seen.insert(name) }
    }
    return !isOpaque
  }
}
