// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import OCI
import Testing

import CapsuleRuntime

@Suite struct EnosysStubTests {
  let allow: UInt32 = 0x7fff_0000

  /// The stub alone, then "allow": what it does not answer is allowed.
  func machine(_ newest: [EnosysStub.Newest]) -> FilterMachine {
    var bytes: [UInt8] = []
    for instruction in EnosysStub.program(newest) + [.return(allow)] { instruction.append(to: &bytes) }
    return FilterMachine(bytes: bytes)
  }

  @Test("numbers above the newest named one are answered ENOSYS, on each architecture by its own newest")
  func newest() {
    let all = SeccompArchitecture.allCases.filter { $0 != .x32 && $0 != .x86_64 }
    let stub = machine(all.enumerated().map { EnosysStub.Newest(architecture: $1, number: 300 + UInt32($0)) })
    for (offset, architecture) in all.enumerated() {
      let last = 300 + UInt32(offset)
      #expect(stub.run(FilterInput(number: last, audit: architecture.audit)) == allow)
      #expect(stub.run(FilterInput(number: last + 1, audit: architecture.audit)) == EnosysStub.answer)
      #expect(
        stub.run(FilterInput(number: .max, audit: architecture.audit))
          == (architecture == .arm ? allow : EnosysStub.answer))
    }
    #expect(stub.run(FilterInput(number: 999, audit: SeccompArchitecture.x86_64.audit)) == allow)
    #expect(EnosysStub.program([]).isEmpty)
  }

  @Test("x86-64 and x32 share an architecture and are told apart by bit 30")
  func x32() {
    let x32 = EnosysStub.x32Bit
    let audit = SeccompArchitecture.x86_64.audit
    let both = machine([.init(architecture: .x86_64, number: 400), .init(architecture: .x32, number: x32 | 500)])
    let only64 = machine([.init(architecture: .x86_64, number: 400)])
    let only32 = machine([.init(architecture: .x32, number: x32 | 500)])
    for (number, two, one, other) in [
      (400, allow, allow, allow), (401, EnosysStub.answer, EnosysStub.answer, allow), (x32 | 500, allow, allow, allow),
      (x32 | 501, EnosysStub.answer, allow, EnosysStub.answer),
    ] as [(UInt32, UInt32, UInt32, UInt32)] {
      #expect(both.run(FilterInput(number: number, audit: audit)) == two, "\(number)")
      #expect(only64.run(FilterInput(number: number, audit: audit)) == one, "\(number)")
      #expect(only32.run(FilterInput(number: number, audit: audit)) == other, "\(number)")
    }
  }

  @Test("s390's multiplexer and ARM's private calls are no new system calls")
  func exceptions() {
    let stub = machine([.init(architecture: .s390x, number: 400), .init(architecture: .arm, number: 400)])
    #expect(stub.run(FilterInput(number: 0, audit: SeccompArchitecture.s390x.audit)) == EnosysStub.answer)
    #expect(stub.run(FilterInput(number: 1, audit: SeccompArchitecture.s390x.audit)) == allow)
    #expect(stub.run(FilterInput(number: 0x0f_0005, audit: SeccompArchitecture.arm.audit)) == allow)
    #expect(stub.run(FilterInput(number: 401, audit: SeccompArchitecture.arm.audit)) == EnosysStub.answer)
  }

  @Test("defaults that refuse get the stub, permissive ones do not", arguments: SeccompAction.allCases)
  func defaults(_ action: SeccompAction) throws {
    if action == .notify { return }  // Refused as a default by validation.
    let errnoRet: UInt64? = action.takesErrno ? 5 : nil
    let rule = Profile.rule(["openat2"], action == .allow ? .log : .allow)
    let filter = FilterMachine(bytes: try FilterCompiler.program(Profile.make(action, errnoRet: errnoRet, [rule])))
    let native = SeccompArchitecture.native.audit
    let unknown = filter.run(FilterInput(number: Number.openat2 + 1, audit: native))
    #expect(unknown == (action.isPermissive ? action.value(errnoRet: errnoRet) : EnosysStub.answer))
    let known = filter.run(FilterInput(number: Number.getppid, audit: native))
    #expect(known == action.value(errnoRet: errnoRet))
  }

  @Test("an engine's profile answers ENOSYS to calls newer than it, EPERM to those it refuses")
  func engineLike() throws {
    let filter = FilterMachine(bytes: try FilterCompiler.program(try Profile.engineLike()))
    for (architecture, refused) in [(SeccompArchitecture.x86_64, 165), (.x86, 21)] as [(SeccompArchitecture, UInt32)] {
      #expect(filter.run(FilterInput(number: 600, audit: architecture.audit)) == EnosysStub.answer)
      #expect(filter.run(FilterInput(number: refused, audit: architecture.audit)) == 0x0005_0001)
    }
  }
}
