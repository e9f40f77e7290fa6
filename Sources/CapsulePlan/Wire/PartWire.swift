// SPDX-License-Identifier: Apache-2.0

/// The larger parts of steps (devices, console, hooks, limits, scheduler) as bytes.
extension StepWire {
  static func write(_ device: DeviceStep, to out: inout WireWriter) {
    out.string(device.path)
    out.u8(device.kind.rawValue)
    out.u32(device.major)
    out.u32(device.minor)
    out.u32(device.mode)
    out.u32(device.uid)
    out.u32(device.gid)
    write(device.bind, to: &out)
    out.optionalCount(device.configIndex)
  }

  static func device(from source: inout WireReader) throws(WireError) -> DeviceStep {
    let path = try source.string()
    let offset = source.offset
    let number = try source.u8()
    guard let kind = DeviceStep.Kind(rawValue: number) else { throw .unknownKind(offset: offset, UInt64(number)) }
    let major = try source.u32()
    let minor = try source.u32()
    let mode = try source.u32()
    let uid = try source.u32()
    let gid = try source.u32()
    let bind = try bindSource(from: &source)
    return DeviceStep(
      path: path, kind: kind, major: major, minor: minor, mode: mode, uid: uid, gid: gid, bind: bind,
      configIndex: try source.optionalNumber())
  }

  private static func write(_ bind: BindSource?, to out: inout WireWriter) {
    switch bind {
    case .none:
      out.optionalSlot(nil)
      out.optionalString(nil)
    case .tree(let slot):
      out.optionalSlot(slot)
      out.optionalString(nil)
    case .path(let path):
      out.optionalSlot(nil)
      out.optionalString(path)
    }
  }

  private static func bindSource(from source: inout WireReader) throws(WireError) -> BindSource? {
    let slot = try source.optionalSlot()
    let path = try source.optionalString()
    return slot.map { .tree($0) } ?? path.map { .path($0) }
  }

  static func write(_ console: ConsoleStep, to out: inout WireWriter) {
    out.slot(console.socket)
    out.u16(console.width)
    out.u16(console.height)
    out.u32(console.uid)
    out.bool(console.bindConsole)
  }

  static func console(from source: inout WireReader) throws(WireError) -> ConsoleStep {
    let socket = try source.slot()
    let width = try source.u16()
    let height = try source.u16()
    let uid = try source.u32()
    return ConsoleStep(socket: socket, width: width, height: height, uid: uid, bindConsole: try source.bool())
  }

  static func write(_ hook: HookStep, to out: inout WireWriter) {
    out.string(hook.path)
    out.strings(hook.args)
    out.optionalStrings(hook.env)
    out.bool(hook.timeout != nil)
    if let timeout = hook.timeout { out.u32(timeout) }
    out.count(hook.index)
  }

  static func hook(from source: inout WireReader) throws(WireError) -> HookStep {
    let path = try source.string()
    let args = try source.strings()
    let env = try source.optionalStrings()
    let timeout: UInt32? = try source.bool() ? try source.u32() : nil
    return HookStep(path: path, args: args, env: env, timeout: timeout, index: try source.number())
  }

  static func write(_ limit: RlimitStep, to out: inout WireWriter) {
    out.u32(limit.resource)
    out.string(limit.name)
    out.u64(limit.soft)
    out.u64(limit.hard)
  }

  static func rlimit(from source: inout WireReader) throws(WireError) -> RlimitStep {
    let resource = try source.u32()
    let name = try source.string()
    let soft = try source.u64()
    return RlimitStep(resource: resource, name: name, soft: soft, hard: try source.u64())
  }

  static func write(_ offset: ClockOffset, to out: inout WireWriter) {
    out.string(offset.clock)
    out.u64(UInt64(bitPattern: offset.seconds))
    out.u32(offset.nanoseconds)
  }

  static func clockOffset(from source: inout WireReader) throws(WireError) -> ClockOffset {
    let clock = try source.string()
    let seconds = Int64(bitPattern: try source.u64())
    return ClockOffset(clock: clock, seconds: seconds, nanoseconds: try source.u32())
  }

  static func write(_ scheduler: SchedulerStep, to out: inout WireWriter) {
    out.u32(scheduler.policy)
    out.u64(scheduler.flags)
    out.i32(scheduler.nice)
    out.u32(scheduler.priority)
    out.u64(scheduler.runtime)
    out.u64(scheduler.deadline)
    out.u64(scheduler.period)
  }

  static func scheduler(from source: inout WireReader) throws(WireError) -> SchedulerStep {
    let policy = try source.u32()
    let flags = try source.u64()
    let nice = try source.i32()
    let priority = try source.u32()
    let runtime = try source.u64()
    let deadline = try source.u64()
    return SchedulerStep(
      policy: policy, flags: flags, nice: nice, priority: priority, runtime: runtime, deadline: deadline,
      period: try source.u64())
  }
}
