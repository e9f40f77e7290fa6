// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// What matters of an ELF file's first 4 KiB (elf(5)) when it cannot be executed.
struct ExecutableHeader {
  private let bytes: [UInt8]
  private let is64Bit: Bool
  private let isBigEndian: Bool

  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 64 else { return nil }
    self.bytes = bytes
    is64Bit = bytes[4] == 2
    isBigEndian = bytes[5] == 2
  }

  private func number(at offset: Int, size: Int) -> Int? {
    guard offset >= 0, offset <= bytes.count - size else { return nil }
    var value: UInt64 = 0
    for index in 0..<size {
      let byte = UInt64(bytes[offset + index])
      value |= byte << UInt64(8 * (isBigEndian ? size - 1 - index : index))
    }
    return Int(exactly: value)
  }

  #if arch(arm64)
    private static let ownMachine = (number: 183, name: "aarch64")
  #else
    private static let ownMachine = (number: 62, name: "x86_64")
  #endif

  private static func name(ofMachine number: Int) -> String {
    switch number {
    case 3: return "x86"
    case 21: return "ppc64"
    case 22: return "s390"
    case 40: return "arm"
    case 62: return "x86_64"
    case 183: return "aarch64"
    case 243: return "riscv"
    case 258: return "loongarch"
    default: return "machine \(number)"
    }
  }

  func reason(_ path: String) -> String? {
    guard let type = number(at: 16, size: 2), let machine = number(at: 18, size: 2) else { return nil }
    if type == 1 { return "an object file, not linked into an executable" }
    if type == 4 { return "a core dump, not an executable" }
    if let loader { return missing(loader) ?? foreign(machine) }
    return foreign(machine)
  }

  private func foreign(_ machine: Int) -> String? {
    if machine == ExecutableHeader.ownMachine.number { return nil }
    return "the program is for \(ExecutableHeader.name(ofMachine: machine)), this machine is "
      + ExecutableHeader.ownMachine.name
  }

  private func missing(_ loader: String) -> String? {
    if (try? Files.status(loader)) != nil { return nil }
    return "the program's loader " + loader
      + " does not exist in the container: it was linked for another C library, or the library is not installed"
  }

  /// PT_INTERP.
  private var loader: String? {
    guard let table = number(at: is64Bit ? 32 : 28, size: is64Bit ? 8 : 4),
      let size = number(at: is64Bit ? 54 : 42, size: 2), let count = number(at: is64Bit ? 56 : 44, size: 2)
    else { return nil }
    for index in 0..<min(count, 64) {
      let entry = table &+ index &* size
      guard let kind = number(at: entry, size: 4) else { return nil }
      guard kind == 3 else { continue }
      guard let offset = number(at: entry + (is64Bit ? 8 : 4), size: is64Bit ? 8 : 4),
        let length = number(at: entry + (is64Bit ? 32 : 16), size: is64Bit ? 8 : 4),
        length > 1, length < 4096, offset <= bytes.count - length
      else { return nil }
      return String(decoding: bytes[offset..<(offset + length - 1)], as: UTF8.self)
    }
    return nil
  }
}
