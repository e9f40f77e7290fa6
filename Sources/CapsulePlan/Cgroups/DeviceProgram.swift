// SPDX-License-Identifier: Apache-2.0

/// The device filter of cgroup v2: an eBPF program of type BPF_PROG_TYPE_CGROUP_DEVICE (linux/bpf.h), as bytes.
///
/// The kernel gives it the device and the access bits asked for and takes 1 for yes. The rules are looked at from the
/// last to the first: an allowing one strikes its bits off those still asked for, a denying one that matches any of
/// them ends it. So each bit is decided by the last rule that matches, which is what v1's lists mean.
package struct DeviceProgram: Sendable {
  /// Instructions of 8 bytes in the machine's order (little-endian on every machine we build for).
  package private(set) var bytes: [UInt8] = []
  private var toAccept: [Int] = []
  private var toDeny: [Int] = []

  /// Jumps are 16 bits wide, so a list that would need a longer program is refused.
  package static let maximumInstructions = 32_000

  package init(_ rules: DeviceRules) throws(Failure) {
    let (otherwise, list) = rules.reduced()
    // r1 is the context: u32 access_type (kind in the low half, access in the high one), u32 major, u32 minor.
    load(into: .kind, at: 0)
    emit(0xbf, dst: .access, src: .kind)  // mov
    emit(0x77, dst: .access, value: 16)  // rsh
    emit(0x57, dst: .kind, value: 0xffff)  // and
    load(into: .major, at: 4)
    load(into: .minor, at: 8)
    var end = list.count
    while end > 0 {
      var start = end - 1
      while start > 0 && list[start - 1].allow == list[end - 1].allow { start -= 1 }
      decide(run: Array(list[start..<end]))
      if count > Self.maximumInstructions {
        throw Failure(
          .configUnsupported, "/linux/resources/devices: \(list.count) rules make a filter the kernel would not load")
      }
      end = start
    }
    finish(otherwise)
  }

  package var count: Int { bytes.count / 8 }

  // MARK: one run of rules that all allow or all deny; their order does not matter

  private mutating func decide(run: [DeviceRules.Rule]) {
    for kind in [DeviceRules.Kind.all, .character, .block] {
      let ofKind = run.filter { $0.kind == kind }
      if ofKind.isEmpty { continue }
      // BPF_DEVCG_DEV_BLOCK is 1, BPF_DEVCG_DEV_CHAR is 2.
      let skip = kind == .all ? nil : jump(0x55, .kind, kind == .character ? 2 : 1)  // jne
      for rule in ofKind where rule.major == nil { match(minorOf: rule) }
      var majors: [UInt32] = []
      for rule in ofKind {
        if let major = rule.major, !majors.contains(major) { majors.append(major) }
      }
      for major in majors {
        let group = ofKind.filter { $0.major == major }
        if group.count == 1, group[0].minor == nil, group[0].access == .all {
          jumpOut(0x15, .major, major, group[0].allow)
          continue
        }
        let past = jump(0x55, .major, major)
        for rule in group { match(minorOf: rule) }
        land(past)
      }
      if let skip { land(skip) }
    }
  }

  private mutating func match(minorOf rule: DeviceRules.Rule) {
    if rule.access == .all {
      // Whatever bits are left are decided by this rule, so its answer is the program's.
      if let minor = rule.minor {
        jumpOut(0x15, .minor, minor, rule.allow)
      } else {
        jumpOut(0x05, .kind, 0, rule.allow)  // ja
      }
      return
    }
    let past = rule.minor.map { jump(0x55, .minor, $0) }
    if rule.allow {
      emit(0x57, dst: .access, value: Int32(~rule.access.rawValue & 7))
      jumpOut(0x15, .access, 0, true)
    } else {
      jumpOut(0x45, .access, UInt32(rule.access.rawValue), false)  // jset
    }
    if let past { land(past) }
  }

  // MARK: instructions

  private enum Register: UInt8 { case result = 0, context = 1, kind = 2, access = 3, major = 4, minor = 5 }

  private mutating func emit(_ code: UInt8, dst: Register, src: Register? = nil, offset: Int16 = 0, value: Int32 = 0) {
    bytes.append(code)
    bytes.append(dst.rawValue | (src?.rawValue ?? 0) << 4)
    let offset = UInt16(bitPattern: offset)
    bytes.append(UInt8(truncatingIfNeeded: offset))
    bytes.append(UInt8(truncatingIfNeeded: offset >> 8))
    let value = UInt32(bitPattern: value)
    for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  private mutating func load(into register: Register, at offset: Int16) {
    emit(0x61, dst: register, src: .context, offset: offset)  // ldxw
  }

  /// A jump whose end is not known yet; returns its place.
  private mutating func jump(_ code: UInt8, _ register: Register, _ value: UInt32) -> Int {
    emit(code, dst: register, value: Int32(bitPattern: value))
    return count - 1
  }

  private mutating func jumpOut(_ code: UInt8, _ register: Register, _ value: UInt32, _ accept: Bool) {
    let place = jump(code, register, value)
    if accept { toAccept.append(place) } else { toDeny.append(place) }
  }

  /// Lets the jump at `place` end at the next instruction.
  private mutating func land(_ place: Int) {
    let distance = UInt16(truncatingIfNeeded: count - place - 1)
    bytes[place * 8 + 2] = UInt8(truncatingIfNeeded: distance)
    bytes[place * 8 + 3] = UInt8(truncatingIfNeeded: distance >> 8)
  }

  /// The two ends; the verifier refuses instructions nothing reaches, so an end that is not needed is left out.
  private mutating func finish(_ otherwise: Bool) {
    for place in otherwise ? toAccept : toDeny { land(place) }
    emit(0xb7, dst: .result, value: otherwise ? 1 : 0)  // mov
    emit(0x95, dst: .result)  // exit
    let others = otherwise ? toDeny : toAccept
    if others.isEmpty { return }
    for place in others { land(place) }
    emit(0xb7, dst: .result, value: otherwise ? 0 : 1)
    emit(0x95, dst: .result)
  }
}
