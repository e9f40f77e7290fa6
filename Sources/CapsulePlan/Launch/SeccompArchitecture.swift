// SPDX-License-Identifier: Apache-2.0

/// A system call ABI that a filter can judge (`architectures[]`, the list of runtime-spec 1.3).
package enum SeccompArchitecture: CaseIterable, Equatable, Sendable {
  case x86, x86_64, x32, arm, aarch64, mips, mips64, mips64n32, mipsel, mipsel64, mipsel64n32
  case ppc, ppc64, ppc64le, s390, s390x, parisc, parisc64, riscv64, loongarch64, m68k, sh, sheb

  /// The name in config.json.
  package var name: String {
    switch self {
    case .x86: return "SCMP_ARCH_X86"
    case .x86_64: return "SCMP_ARCH_X86_64"
    case .x32: return "SCMP_ARCH_X32"
    case .arm: return "SCMP_ARCH_ARM"
    case .aarch64: return "SCMP_ARCH_AARCH64"
    case .mips: return "SCMP_ARCH_MIPS"
    case .mips64: return "SCMP_ARCH_MIPS64"
    case .mips64n32: return "SCMP_ARCH_MIPS64N32"
    case .mipsel: return "SCMP_ARCH_MIPSEL"
    case .mipsel64: return "SCMP_ARCH_MIPSEL64"
    case .mipsel64n32: return "SCMP_ARCH_MIPSEL64N32"
    case .ppc: return "SCMP_ARCH_PPC"
    case .ppc64: return "SCMP_ARCH_PPC64"
    case .ppc64le: return "SCMP_ARCH_PPC64LE"
    case .s390: return "SCMP_ARCH_S390"
    case .s390x: return "SCMP_ARCH_S390X"
    case .parisc: return "SCMP_ARCH_PARISC"
    case .parisc64: return "SCMP_ARCH_PARISC64"
    case .riscv64: return "SCMP_ARCH_RISCV64"
    case .loongarch64: return "SCMP_ARCH_LOONGARCH64"
    case .m68k: return "SCMP_ARCH_M68K"
    case .sh: return "SCMP_ARCH_SH"
    case .sheb: return "SCMP_ARCH_SHEB"
    }
  }

  /// The one of that exact name; nil for any other.
  package init?(name: String) {
    for candidate in SeccompArchitecture.allCases where candidate.name == name {
      self = candidate
      return
    }
    return nil
  }

  /// SCMP_ARCH_*: libseccomp's number.
  ///
  /// It is the kernel's AUDIT_ARCH_*, except for x32.
  package var token: UInt32 {
    switch self {
    case .x32: return 0x4000_003e
    case .x86, .x86_64, .arm, .aarch64, .mips, .mips64, .mips64n32, .mipsel, .mipsel64, .mipsel64n32, .ppc, .ppc64,
      .ppc64le, .s390, .s390x, .parisc, .parisc64, .riscv64, .loongarch64, .m68k, .sh, .sheb:
      return audit
    }
  }

  /// AUDIT_ARCH_* of linux/audit.h: what a filter finds in `seccomp_data.arch`.
  ///
  /// The ELF machine, with bit 31 for 64 bits, bit 30 for little endian and bit 29 for the n32 convention.
  package var audit: UInt32 {
    switch self {
    case .x86: return 0x4000_0003
    // x32 runs under x86-64's number; bit 30 of the system call's number tells it (arch/x86/include/uapi/asm/unistd.h).
    case .x86_64, .x32: return 0xc000_003e
    case .arm: return 0x4000_0028
    case .aarch64: return 0xc000_00b7
    case .mips: return 0x0000_0008
    case .mips64: return 0x8000_0008
    case .mips64n32: return 0xa000_0008
    case .mipsel: return 0x4000_0008
    case .mipsel64: return 0xc000_0008
    case .mipsel64n32: return 0xe000_0008
    case .ppc: return 0x0000_0014
    case .ppc64: return 0x8000_0015
    case .ppc64le: return 0xc000_0015
    case .s390: return 0x0000_0016
    case .s390x: return 0x8000_0016
    case .parisc: return 0x0000_000f
    case .parisc64: return 0x8000_000f
    case .riscv64: return 0xc000_00f3
    case .loongarch64: return 0xc000_0102
    case .m68k: return 0x0000_0004
    case .sh: return 0x4000_002a
    case .sheb: return 0x0000_002a
    }
  }

  #if arch(arm64)
    /// The ABI of this build.
    package static let native = SeccompArchitecture.aarch64
  #else
    /// The ABI of this build.
    package static let native = SeccompArchitecture.x86_64
  #endif
}
