// SPDX-License-Identifier: Apache-2.0
package import OCI

/// A handler of the kernel's binfmt_misc, as its file in /proc/sys/fs/binfmt_misc tells of it.
package struct BinaryFormat: Equatable, Sendable {
  package private(set) var interpreter = ""
  package private(set) var isEnabled = false
  /// Flag F: the interpreter was opened when it was registered, so that a root without it has it.
  package private(set) var isFixed = false
  private var offset = 0
  private var magic: [UInt8] = []
  private var mask: [UInt8] = []

  /// nil for handlers that go by names of files.
  package init?(parsing text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      let value = words.count == 2 ? words[1] : ""
      switch words[0] {
      case "enabled": isEnabled = true
      case "interpreter": interpreter = value
      case "flags:": isFixed = value.utf8.contains(UInt8(ascii: "F"))
      case "offset": offset = Int(value) ?? 0
      case "magic": magic = BinaryFormat.bytes(value)
      case "mask": mask = BinaryFormat.bytes(value)
      default: break
      }
    }
    guard !magic.isEmpty else { return nil }
  }

  private static func bytes(_ hex: String) -> [UInt8] {
    var digits = Array(hex.utf8)[...]
    var bytes: [UInt8] = []
    while let high = digits.popFirst(), let low = digits.popFirst() {
      guard let byte = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16) else { return [] }
      bytes.append(byte)
    }
    return bytes
  }

  /// Whether it runs programs of a platform.
  package func handles(_ platform: Platform) -> Bool {
    guard isEnabled else { return false }
    return BinaryFormat.headers(platform).contains { header in
      guard offset + magic.count <= header.count else { return false }
      return magic.indices.allSatisfy { place in
        let bits = place < mask.count ? mask[place] : 0xff
        return header[offset + place] & bits == magic[place] & bits
      }
    }
  }

  /// What executables of a platform begin with (elf(5)), those for fixed addresses and those for any.
  private static func headers(_ platform: Platform) -> [[UInt8]] {
    guard platform.os == "linux", let (bits, isLittle, machine) = machines[platform.architecture] else { return [] }
    func half(_ value: UInt16) -> [UInt8] {
      isLittle ? [UInt8(value & 0xff), UInt8(value >> 8)] : [UInt8(value >> 8), UInt8(value & 0xff)]
    }
    let identity: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, bits == 64 ? 2 : 1, isLittle ? 1 : 2, 1]
    return ([2, 3] as [UInt16]).map { type in
      let version: [UInt8] = isLittle ? [1, 0, 0, 0] : [0, 0, 0, 1]
      let header = identity + [UInt8](repeating: 0, count: 9) + half(type) + half(machine) + version
      // The kernel looks at no more.
      return header + [UInt8](repeating: 0, count: 256 - header.count)
    }
  }

  /// Class, byte order and e_machine.
  private static let machines: [String: (bits: Int, isLittle: Bool, machine: UInt16)] = [
    "386": (32, true, 3), "amd64": (64, true, 62), "arm": (32, true, 40), "arm64": (64, true, 183),
    "riscv64": (64, true, 243), "s390x": (64, false, 22), "ppc64le": (64, true, 21), "ppc64": (64, false, 21),
    "loong64": (64, true, 258), "mips": (32, false, 8), "mipsle": (32, true, 8), "mips64": (64, false, 8),
    "mips64le": (64, true, 8),
  ]

  /// Whether the machine itself runs programs of a platform.
  package static func isNative(_ platform: Platform, on host: Platform) -> Bool {
    let (platform, host) = (PlatformChoice.normalised(platform), PlatformChoice.normalised(host))
    // What does not say what it is for may well run.
    if platform.architecture.isEmpty { return true }
    guard platform.os == host.os else { return false }
    switch (host.architecture, platform.architecture) {
    case ("amd64", "386"), ("arm64", "arm"): return true
    case (let own, let wanted): return own == wanted
    }
  }
}
