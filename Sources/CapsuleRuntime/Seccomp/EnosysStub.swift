// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan

/// Code before a filter that answers ENOSYS to system calls younger than the profile.
///
/// A profile's default action says what happens to calls its author did not want; a call newer than all he names is
/// one he did not know. C libraries fall back to older calls on ENOSYS only: EPERM for clone3, faccessat2 or fchmodat2
/// broke whole distributions. Numbers grow with age, so per ABI everything above the largest number that the profile
/// names is answered with ENOSYS. runc has done so since 1.0.0-rc93.
package enum EnosysStub {
  /// SECCOMP_RET_ERRNO | ENOSYS.
  package static let answer: UInt32 = 0x0005_0000 | 38
  /// __X32_SYSCALL_BIT.
  package static let x32Bit: UInt32 = 0x4000_0000
  /// Numbers from here on are ARM's private calls (cacheflush, set_tls), which every program needs.
  static let armPrivate: UInt32 = 0x0f_0000

  /// One ABI and the largest system call number that the profile names for it.
  package struct Newest: Equatable, Sendable {
    var architecture: SeccompArchitecture
    var number: UInt32
    package init(architecture: SeccompArchitecture, number: UInt32) {
      self.architecture = architecture
      self.number = number
    }
  }

  /// The instructions; they fall through into the filter that follows.
  ///
  /// Empty when there is nothing to say.
  package static func program(_ newest: [Newest]) -> [FilterInstruction] {
    var blocks: [(audit: UInt32, body: [FilterInstruction])] = []
    for entry in newest {
      let audit = entry.architecture.audit
      // x32 shares x86-64's number: one block judges both.
      if blocks.contains(where: { $0.audit == audit }) { continue }
      blocks.append((audit, judge(newest.filter { $0.architecture.audit == audit })))
    }
    if blocks.isEmpty { return [] }
    var size = 1
    for block in blocks { size += 3 + block.body.count }
    // ld arch; per block: jeq arch ? body : next; ld nr; body; ja filter.
    var program = [FilterInstruction.load(4)]
    for block in blocks {
      program.append(.ifEqual(block.audit, then: 0, otherwise: UInt8(truncatingIfNeeded: block.body.count + 2)))
      program.append(.load(0))
      program += block.body
      program.append(.jump(size - program.count - 1))
    }
    return program
  }

  /// Judges the number already loaded; falls through when the filter is to decide.
  private static func judge(_ entries: [Newest]) -> [FilterInstruction] {
    var body: [FilterInstruction] = []
    for entry in entries {
      switch entry.architecture {
      case .x86_64:
        // (x32Bit ..< 2^32) is x32's, or of nobody and then the filter's affair.
        body += [.ifAtLeast(x32Bit, then: 2, otherwise: 0), .ifGreater(entry.number, then: 0, otherwise: 1)]
        body.append(.return(answer))
      case .arm:
        body += [.ifAtLeast(armPrivate, then: 2, otherwise: 0), .ifGreater(entry.number, then: 0, otherwise: 1)]
        body.append(.return(answer))
      case .s390, .s390x:
        // Calls above 255 arrive through setup(2), number 0, when the kernel does not know them.
        body += [.ifEqual(0, then: 1, otherwise: 0), .ifGreater(entry.number, then: 0, otherwise: 1), .return(answer)]
      case .x86, .x32, .aarch64, .mips, .mips64, .mips64n32, .mipsel, .mipsel64, .mipsel64n32, .ppc, .ppc64, .ppc64le,
        .parisc, .parisc64, .riscv64, .loongarch64, .m68k, .sh, .sheb:
        body += [.ifGreater(entry.number, then: 0, otherwise: 1), .return(answer)]
      }
    }
    return body
  }
}
