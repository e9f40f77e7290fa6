// SPDX-License-Identifier: Apache-2.0

/// What a process wants to do with a device: struct bpf_cgroup_dev_ctx.
struct DeviceRequest: CustomStringConvertible {
  /// 1 block, 2 character.
  var kind: UInt32
  var major: UInt32
  var minor: UInt32
  /// 1 mknod, 2 read, 4 write.
  var access: UInt8
  var description: String { "kind \(kind) \(major):\(minor) access \(access)" }
}

/// The few eBPF instructions that device filters are made of, with the verifier's main rules: forward jumps only, every
/// instruction reachable, registers written before they are read.
enum BPFInterpreter {
  struct Trap: Error { var reason: String }

  struct Instruction {
    var code: UInt8
    var dst: Int
    var src: Int
    var offset: Int
    var value: Int32
    init(_ bytes: ArraySlice<UInt8>) {
      let b = Array(bytes)
      code = b[0]
      dst = Int(b[1] & 15)
      src = Int(b[1] >> 4)
      offset = Int(Int16(bitPattern: UInt16(b[2]) | UInt16(b[3]) << 8))
      value = Int32(bitPattern: UInt32(b[4]) | UInt32(b[5]) << 8 | UInt32(b[6]) << 16 | UInt32(b[7]) << 24)
    }
  }

  static func decode(_ program: [UInt8]) -> [Instruction] {
    stride(from: 0, to: program.count, by: 8).map { Instruction(program[$0..<$0 + 8]) }
  }

  static func check(_ program: [UInt8]) throws {
    let list = decode(program)
    var reached: Set<Int> = [0]
    for (index, one) in list.enumerated() where reached.contains(index) {
      if one.code == 0x95 { continue }
      if one.code & 7 == 5 {
        if one.offset < 0 { throw Trap(reason: "backward jump at \(index)") }
        reached.insert(index + 1 + one.offset)
        if one.code == 0x05 { continue }
      }
      reached.insert(index + 1)
    }
    if reached != Set(list.indices) { throw Trap(reason: "unreachable or missing instructions") }
  }

  static func run(_ program: [UInt8], _ request: DeviceRequest) throws -> Bool {
    let list = decode(program)
    let kindAndAccess = UInt64(request.kind) | UInt64(request.access) << 16
    let context = [kindAndAccess, UInt64(request.major), UInt64(request.minor)]
    var registers = [UInt64?](repeating: nil, count: 11)
    registers[1] = 0
    func read(_ register: Int) throws -> UInt64 {
      guard let value = registers[register] else { throw Trap(reason: "r\(register) is not set") }
      return value
    }
    var pc = 0
    while pc < list.count {
      let one = list[pc]
      let value = UInt64(bitPattern: Int64(one.value))
      pc += 1
      switch one.code {
      case 0x61:
        guard one.src == 1, [0, 4, 8].contains(one.offset) else { throw Trap(reason: "load at \(one.offset)") }
        registers[one.dst] = context[one.offset / 4]
      case 0xbf: registers[one.dst] = try read(one.src)
      case 0xb7: registers[one.dst] = value
      case 0x77: registers[one.dst] = try read(one.dst) >> value
      case 0x57: registers[one.dst] = try read(one.dst) & value
      case 0x05: pc += one.offset
      case 0x15: if try read(one.dst) == value { pc += one.offset }
      case 0x55: if try read(one.dst) != value { pc += one.offset }
      case 0x45: if try read(one.dst) & value != 0 { pc += one.offset }
      case 0x95: return try read(0) == 1
      default: throw Trap(reason: "instruction \(one.code)")
      }
    }
    throw Trap(reason: "ran off the end")
  }
}
