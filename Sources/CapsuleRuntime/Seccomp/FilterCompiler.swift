// SPDX-License-Identifier: Apache-2.0
internal import CSeccomp
package import CapsulePlan
internal import Kernel
internal import LinuxABI
package import OCI

/// Turns a seccomp profile into the bytes that seccomp(2) takes.
package enum FilterCompiler {
  /// The step that loads `profile`, which validation has passed.
  ///
  /// `cacheDirectory`: where compiled filters are kept between runs (created, mode 0700); nil keeps none.
  package static func compile(_ profile: Seccomp, cacheDirectory: String?) throws(Failure) -> SeccompStep {
    var step = SeccompStep(program: [], flags: try flags(profile), notify: notifies(profile))
    if step.notify { step.flags |= SeccompFlag.newListener }
    guard let cacheDirectory else {
      step.program = try program(profile)
      return step
    }
    let cache = FilterCache(directory: cacheDirectory)
    let key = FilterKey(profile, native: SeccompArchitecture.native.token, library: libraryVersion)
    let owner = Processes.effectiveUID
    if let known = cache.load(key, owner: owner) {
      step.program = known
    } else {
      step.program = try program(profile)
      cache.store(step.program, for: key, owner: owner, pid: Processes.ownPID)
    }
    return step
  }

  /// libseccomp's version as it runs: major, minor, micro.
  package static var libraryVersion: (UInt32, UInt32, UInt32) {
    guard let version = unsafe seccomp_version() else { return (0, 0, 0) }
    return unsafe (version.pointee.major, version.pointee.minor, version.pointee.micro)
  }

  /// Whether this libseccomp can filter for that ABI: 2.5 lacks the last ones of the specification's list.
  package static func supports(_ architecture: SeccompArchitecture) -> Bool {
    unsafe seccomp_syscall_resolve_name_arch(architecture.token, "read") != -1
  }

  /// The names in `profile` that libseccomp does not know, once each; compiling leaves them out, since a profile is
  /// written for more kernels and machines than one.
  package static func unknownSyscalls(_ profile: Seccomp) -> [String] {
    var unknown: [String] = []
    for rule in profile.syscalls ?? [] {
      for name in rule.names ?? [] where number(name) == nil && !unknown.contains(name) { unknown.append(name) }
    }
    return unknown
  }

  /// SECCOMP_FILTER_FLAG_*.
  ///
  /// Without `flags`, SPEC_ALLOW as runc and crun set it: a filter does not cost a container the speculation that it
  /// had without one; an empty list means none.
  private static func flags(_ profile: Seccomp) throws(Failure) -> UInt32 {
    guard let names = profile.flags else { return SeccompFlag.specAllow.bit }
    var flags: UInt32 = 0
    for name in names {
      guard let flag = SeccompFlag(name: name) else {
        throw Failure(.configInvalid, "seccomp flag \(name) is not known")
      }
      flags |= flag.bit
    }
    return flags
  }

  private static func notifies(_ profile: Seccomp) -> Bool {
    for rule in profile.syscalls ?? [] where rule.action == SeccompAction.notify.name { return true }
    return false
  }

  /// The ENOSYS stub and the filter behind it, compiled by libseccomp.
  ///
  /// `treeAbove`: how many rules are arranged as a tree; the tests compare trees with lists.
  package static func program(_ profile: Seccomp, treeAbove: Int = 32) throws(Failure) -> [UInt8] {
    let action = try action(profile.defaultAction, profile.defaultErrnoRet)
    var architectures: [SeccompArchitecture] = [.native]
    for name in profile.architectures ?? [] {
      guard let architecture = SeccompArchitecture(name: name) else {
        throw Failure(.configInvalid, "seccomp architecture \(name) is not known")
      }
      if !architectures.contains(architecture) { architectures.append(architecture) }
    }
    let filter = try LibraryFilter(defaultAction: action.value)
    for architecture in architectures { try filter.add(architecture) }
    var rules = 0
    for rule in profile.syscalls ?? [] { rules += try add(rule, to: filter, defaultAction: action.value) }
    // A binary tree instead of a list makes the kernel's work on loading a third (reference: 1.07 to 0.36 ms with
    // Docker's profile). libseccomp before 2.5.5 goes wrong with trees of no rules; few rules gain nothing.
    if rules > treeAbove { try filter.optimize() }
    var bytes: [UInt8] = []
    for instruction in stub(profile, architectures, action) { instruction.append(to: &bytes) }
    bytes += try filter.export()
    if bytes.count > FilterInstruction.limit * FilterInstruction.size {
      throw Failure(
        .seccomp,
        "the seccomp profile compiles to \(bytes.count / FilterInstruction.size) instructions, "
          + "and the kernel takes \(FilterInstruction.limit)")
    }
    return bytes
  }

  /// Adds a rule for each name; returns how many were added.
  private static func add(
    _ rule: SyscallRule, to filter: borrowing LibraryFilter, defaultAction: UInt32
  ) throws(Failure) -> Int {
    let value = try action(rule.action, rule.errnoRet).value
    // The library refuses what says the same as the default; Docker's profile does.
    if value == defaultAction { return 0 }
    var comparisons: [scmp_arg_cmp] = []
    var repeated = false
    for argument in rule.args ?? [] {
      guard let comparison = SeccompOperator(name: argument.op ?? ""), let index = argument.index, index < 6 else {
        throw Failure(
          .configInvalid, "a seccomp rule compares argument \(argument.index ?? 0) by \(argument.op ?? "nothing")")
      }
      for other in comparisons where UInt64(other.arg) == index { repeated = true }
      comparisons.append(
        LibraryFilter.comparison(UInt32(index), comparison, argument.value ?? 0, argument.valueTwo ?? 0))
    }
    var added = 0
    for name in rule.names ?? [] {
      guard let number = number(name) else { continue }
      if repeated {
        // libseccomp takes one condition on an argument. runc and crun make each condition a rule of its own, any of
        // which suffices, and profiles count on that (`clone` flags, `socket` families).
        for comparison in comparisons { try filter.add(value, number, [comparison], name: name) }
      } else {
        try filter.add(value, number, comparisons, name: name)
      }
      added += 1
    }
    return added
  }

  private static func stub(
    _ profile: Seccomp, _ architectures: [SeccompArchitecture], _ action: (kind: SeccompAction, value: UInt32)
  ) -> [FilterInstruction] {
    if action.kind.isPermissive || action.value == EnosysStub.answer { return [] }
    var newest: [EnosysStub.Newest] = []
    for architecture in architectures {
      var largest: Int32 = 0
      for rule in profile.syscalls ?? [] {
        for name in rule.names ?? [] {
          let number = unsafe name.withCString { unsafe seccomp_syscall_resolve_name_arch(architecture.token, $0) }
          // Negative: unknown, or one that this ABI lacks. ARM's private calls say nothing about age.
          if architecture == .arm, number >= Int32(EnosysStub.armPrivate) { continue }
          largest = max(largest, number)
        }
      }
      if largest > 0 { newest.append(EnosysStub.Newest(architecture: architecture, number: UInt32(largest))) }
    }
    return EnosysStub.program(newest)
  }

  private static func action(
    _ name: String?, _ errnoRet: UInt64?
  ) throws(Failure) -> (kind: SeccompAction, value: UInt32) {
    guard let kind = SeccompAction(name: name ?? "") else {
      throw Failure(.configInvalid, "seccomp action \(name ?? "(none)") is not known")
    }
    return (kind, kind.value(errnoRet: errnoRet))
  }

  /// libseccomp's number: the native one, or below -1 for a call of other machines only.
  ///
  /// Nil for a name it lacks.
  private static func number(_ name: String) -> Int32? {
    let number = unsafe name.withCString { unsafe seccomp_syscall_resolve_name($0) }
    return number == -1 ? nil : number
  }
}
