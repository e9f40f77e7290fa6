// SPDX-License-Identifier: Apache-2.0
internal import CSeccomp
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// A filter that libseccomp is building (seccomp_init(3)); freed with its owner.
@safe struct LibraryFilter: ~Copyable {
  private let context: UnsafeMutableRawPointer

  /// The largest program that is read back; the kernel takes 32 KiB.
  private static let exportLimit = 1 << 20

  init(defaultAction: UInt32) throws(Failure) {
    guard let context = unsafe seccomp_init(defaultAction) else {
      throw Failure(.seccomp, "libseccomp refuses default action 0x" + String(defaultAction, radix: 16))
    }
    unsafe self.context = context
  }

  deinit { unsafe seccomp_release(context) }

  /// Judges that ABI as well; the native one is there from the start.
  borrowing func add(_ architecture: SeccompArchitecture) throws(Failure) {
    let result = unsafe seccomp_arch_add(context, architecture.token)
    let exists = -Errno.EEXIST.rawValue
    if result == 0 || result == exists { return }
    let otherByteOrder = -Errno.EDOM.rawValue
    throw Failure(
      .configUnsupported, "libseccomp cannot add architecture \(architecture.name): \(Errno(-result).text)",
      hint: result == otherByteOrder
        ? "one filter holds architectures of one byte order" : "this libseccomp may be too old to know it")
  }

  /// Adds one rule: all of `comparisons` must hold.
  borrowing func add(
    _ action: UInt32, _ number: Int32, _ comparisons: [scmp_arg_cmp], name: String
  ) throws(Failure) {
    let result = unsafe comparisons.withUnsafeBufferPointer { buffer in
      unsafe seccomp_rule_add_array(context, action, number, UInt32(buffer.count), buffer.baseAddress)
    }
    // The same rule twice is one rule.
    if result == 0 || result == -Errno.EEXIST.rawValue { return }
    throw Failure(.seccomp, "libseccomp refuses the rule for \(name): \(Errno(-result).text)")
  }

  /// Arranges the rules as a binary tree by number.
  borrowing func optimize() throws(Failure) {
    let result = unsafe seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2)
    if result != 0 { throw Failure(.seccomp, "libseccomp cannot optimize the filter: \(Errno(-result).text)") }
  }

  /// The program's bytes, struct sock_filter[].
  ///
  /// By way of a file in memory: seccomp_export_bpf_mem(3) came with libseccomp 2.6.
  borrowing func export() throws(Failure) -> [UInt8] {
    do throws(KernelError) {
      let file = try Memfd.create("seccomp")
      let result = unsafe seccomp_export_bpf(context, file.raw)
      if result != 0 { throw KernelError("seccomp_export_bpf", "", Errno(-result)) }
      try file.rewind()
      return try file.readAll(limit: LibraryFilter.exportLimit)
    } catch {
      throw Failure(.seccomp, "export the seccomp filter: \(error.call): \(error.errno.text)")
    }
  }

  static func comparison(
    _ index: UInt32, _ by: SeccompOperator, _ value: UInt64, _ valueTwo: UInt64
  ) -> scmp_arg_cmp {
    scmp_arg_cmp(arg: index, op: scmp_compare(by.rawValue), datum_a: value, datum_b: valueTwo)
  }
}
