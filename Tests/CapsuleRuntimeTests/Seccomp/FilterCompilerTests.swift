// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import OCI
import Testing

import CapsuleRuntime

@Suite struct FilterCompilerTests {
  let native = SeccompArchitecture.native.audit

  func machine(_ profile: Seccomp) throws -> FilterMachine {
    FilterMachine(bytes: try FilterCompiler.compile(profile, cacheDirectory: nil).program)
  }

  @Test("each action returns what seccomp(2) defines for it", arguments: SeccompAction.allCases)
  func actions(_ action: SeccompAction) throws {
    let other: SeccompAction = action == .allow ? .log : .allow
    let errnoRet: UInt64? = action.takesErrno ? 77 : nil
    let filter = try machine(Profile.make(other, [Profile.rule(["getppid"], action, errnoRet: errnoRet)]))
    #expect(filter.run(FilterInput(number: Number.getppid, audit: native)) == action.value(errnoRet: errnoRet))
    #expect(filter.run(FilterInput(number: Number.write, audit: native)) == other.value(errnoRet: nil))
  }

  @Test("without errnoRet the errno is EPERM, and defaultErrnoRet is the default action's")
  func errnos() throws {
    let rules = [Profile.rule(["getppid"], .errno), Profile.rule(["openat2"], .allow)]
    let filter = try machine(Profile.make(.errno, errnoRet: 6, rules))
    #expect(filter.run(FilterInput(number: Number.getppid, audit: native)) == 0x0005_0001)
    #expect(filter.run(FilterInput(number: Number.write, audit: native)) == 0x0005_0006)
  }

  static let edges: [UInt64] = [0, 1, 1 << 31, 1 << 32, 1 << 32 + 1, 1 << 63]

  @Test("every operator compares 64 bits as the specification says", arguments: SeccompOperator.allCases)
  func operators(_ comparison: SeccompOperator) throws {
    var compared = 0
    for value in FilterCompilerTests.edges {
      for valueTwo in comparison == .maskedEqual ? FilterCompilerTests.edges : [0] {
        for index in [UInt64(0), 3, 5] {
          let rule = Profile.rule(
            ["getppid"], .errno, errnoRet: 9, [Profile.argument(index, comparison, value, valueTwo)])
          let filter = try machine(Profile.make(.allow, [rule]))
          for argument in FilterCompilerTests.edges + [UInt64.max, value &- 1, value &+ 1] {
            var input = FilterInput(number: Number.getppid, audit: native)
            input.arguments[Int(index)] = argument
            let expected: UInt32 =
              holds(comparison, argument: argument, value: value, valueTwo: valueTwo) ? 0x0005_0009 : 0x7fff_0000
            #expect(filter.run(input) == expected, "\(argument) \(comparison.name) \(value) \(valueTwo)")
            compared += 1
          }
        }
      }
    }
    #expect(compared > 100)
  }

  @Test("conditions on different arguments must all hold; several on one argument each suffice")
  func conditions() throws {
    let both = Profile.rule(
      ["getppid"], .errno, errnoRet: 9, [Profile.argument(0, .equal, 1), Profile.argument(1, .greater, 1 << 32)])
    let filter = try machine(Profile.make(.allow, [both]))
    for (first, second, denied) in [(1, 1 << 33, true), (1, 1 << 32, false), (2, 1 << 33, false)]
      as [(UInt64, UInt64, Bool)]
    {
      let input = FilterInput(number: Number.getppid, audit: native, arguments: [first, second, 0, 0, 0, 0])
      #expect(filter.run(input) == (denied ? 0x0005_0009 : 0x7fff_0000))
    }
    let either = Profile.rule(
      ["getppid"], .errno, errnoRet: 9, [Profile.argument(0, .equal, 1), Profile.argument(0, .equal, 2)])
    let second = try machine(Profile.make(.allow, [either]))
    for (argument, denied) in [(1, true), (2, true), (3, false)] as [(UInt64, Bool)] {
      let input = FilterInput(number: Number.getppid, audit: native, arguments: [argument, 0, 0, 0, 0, 0])
      #expect(second.run(input) == (denied ? 0x0005_0009 : 0x7fff_0000))
    }
  }

  @Test("names that this libseccomp lacks are left out, and said")
  func unknownNames() throws {
    let profile = Profile.make(.allow, [Profile.rule(["no_such_call", "getppid", "no_such_call"], .errno)])
    #expect(FilterCompiler.unknownSyscalls(profile) == ["no_such_call"])
    #expect(try machine(profile).run(FilterInput(number: Number.getppid, audit: native)) == 0x0005_0001)
  }

  @Test("a rule that repeats the default action, and a rule said twice, are accepted")
  func redundancy() throws {
    let rules = [
      Profile.rule(["write"], .allow), Profile.rule(["getppid"], .errno), Profile.rule(["getppid"], .errno),
    ]
    #expect(
      try machine(Profile.make(.allow, rules)).run(FilterInput(number: Number.getppid, audit: native)) == 0x0005_0001)
  }

  @Test("a tree of many rules decides as a list of them does")
  func manyRules() throws {
    let profile = try Profile.engineLike()
    let tree = FilterMachine(bytes: try FilterCompiler.program(profile))
    let list = FilterMachine(bytes: try FilterCompiler.program(profile, treeAbove: .max))
    #expect(tree.bytes != list.bytes)
    var allowed = 0
    for architecture in [SeccompArchitecture.x86_64, .x86, .x32] {
      for number in UInt32(0)..<560 {
        for argument in [UInt64(0), 2, 40, 0x2_0008, 0x1000_0000, 1 << 32] {
          var input = FilterInput(number: number, audit: architecture.audit)
          if architecture == .x32 { input.number |= EnosysStub.x32Bit }
          input.arguments[0] = argument
          let decision = tree.run(input)
          #expect(decision != nil)
          #expect(decision == list.run(input), "\(architecture.name) \(number) \(argument)")
          if decision == 0x7fff_0000 { allowed += 1 }
        }
      }
    }
    #expect(allowed > 3000)
  }

  @Test("other architectures are added, refused by their byte order, or refused as unknown to libseccomp")
  func architectures() throws {
    let profile = Profile.make(
      .allow, architectures: [.x86, .x86_64, .x32, .aarch64, .arm], [Profile.rule(["getppid"], .errno)])
    let filter = try machine(profile)
    #expect(filter.run(FilterInput(number: 64, audit: SeccompArchitecture.x86.audit)) == 0x0005_0001)
    #expect(filter.run(FilterInput(number: 64, audit: SeccompArchitecture.arm.audit)) == 0x0005_0001)
    #expect(filter.run(FilterInput(number: 173, audit: SeccompArchitecture.aarch64.audit)) == 0x0005_0001)
    #expect(filter.run(FilterInput(number: 1, audit: SeccompArchitecture.s390x.audit)) == 0)
    for (architecture, part) in [(SeccompArchitecture.s390x, "byte order"), (.sh, "too old")] {
      let refusal = #expect(throws: Failure.self) { try machine(Profile.make(.allow, architectures: [architecture])) }
      #expect(refusal?.hint?.contains(part) == true)
      #expect(refusal?.message.contains(architecture.name) == true)
    }
  }

  @Test(
    "flags: SPEC_ALLOW when none are given, none for an empty list, TSYNC is nothing, a listener where one notifies")
  func flags() throws {
    var profile = Profile.make(.allow, [Profile.rule(["getppid"], .errno)])
    #expect(try FilterCompiler.compile(profile, cacheDirectory: nil).flags == 4)
    profile.flags = []
    #expect(try FilterCompiler.compile(profile, cacheDirectory: nil).flags == 0)
    profile.flags = ["SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_LOG"]
    #expect(try FilterCompiler.compile(profile, cacheDirectory: nil).flags == 2)
    profile.flags = ["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"]
    profile.syscalls = [Profile.rule(["getppid"], .notify)]
    let step = try FilterCompiler.compile(profile, cacheDirectory: nil)
    #expect(step.flags == 40)
    #expect(step.notify)
  }
}
