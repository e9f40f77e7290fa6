// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Kernel
internal import LinuxABI

/// Something to do inside a container; each prints `ACTION ARGUMENT: RESULT` unless it ends the process.
enum Action: String {
  /// `exit STATUS`
  case exit
  /// `sleep MILLISECONDS`
  case sleep
  /// `say TEXT`
  case say
  /// `stat PATH`: what is there, links not followed.
  case stat
  /// `read PATH`: its first line.
  case read
  /// `open PATH FLAGS`: opens it with these flags, in decimal.
  case open
  /// `write PATH TEXT`: makes or truncates the file.
  case write
  /// `mkdir PATH`
  case mkdir
  /// `allocate MEGABYTES`: touches that much memory.
  case allocate
  /// `fork COUNT`: makes that many children, which wait; says how many there are.
  case fork
  /// `spin MILLISECONDS`: uses the processor.
  case spin
  /// `kill SIGNAL`: sends it to itself.
  case kill
  /// `notify SOCKET TEXT`: sends it there, as sd_notify(3) does.
  case notify
  /// `syscall NUMBER A B C`: any system call, with numbers.
  case syscall

  var arity: Int {
    switch self {
    case .exit, .sleep, .say, .stat, .read, .mkdir, .allocate, .fork, .spin, .kill: 1
    case .open, .write, .notify: 2
    case .syscall: 4
    }
  }

  func perform(_ arguments: [String]) {
    let text = arguments[0]
    let number = Int(text) ?? 0
    switch self {
    case .exit: Processes.exit(Int32(number))
    case .sleep: Clock.sleep(milliseconds: Int64(number))
    case .say: probe("say", text)
    case .stat: probe("stat \(text)", describeFile(text))
    case .read: probe("read \(text)", lines(text).first ?? "")
    case .open:
      probe(
        "open \(text)",
        attempt { () throws(KernelError) in
          _ = try Files.open(text, Int(arguments[1]) ?? 0)
          return "opened"
        })
    case .write:
      probe(
        "write \(text)",
        attempt { () throws(KernelError) in
          let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.truncate
          let file = try Files.open(text, flags, mode: 0o644)
          let bytes = Array(arguments[1].utf8)
          let result = unsafe bytes.withUnsafeBytes {
            systemCall(SYS_write, Int(file.raw), Int(bitPattern: $0.baseAddress), $0.count)
          }
          return outcome(result)
        })
    case .notify:
      probe(
        "notify \(text)",
        attempt { () throws(KernelError) in
          try UnixSocket.sendDatagram(Array(arguments[1].utf8), to: text)
          return "sent"
        })
    case .mkdir: probe("mkdir \(text)", outcome(makeDirectory(text)))
    case .allocate: probe("allocate \(text)", allocate(megabytes: number))
    case .fork: probe("fork \(text)", "\(fork(number))")
    case .spin:
      let end = Clock.monotonic().milliseconds + Int64(number)
      while Clock.monotonic().milliseconds < end {}
    case .kill: probe("kill \(text)", outcome(systemCall(SYS_kill, systemCall(SYS_getpid), number)))
    case .syscall:
      let values = arguments.map { Int($0) ?? 0 }
      probe("syscall \(text)", outcome(systemCall(Int32(values[0]), values[1], values[2], values[3])))
    }
  }

  private func probe(_ name: String, _ value: String) { report(name, value) }

  private func makeDirectory(_ path: String) -> Int {
    unsafe path.withCString { systemCall(SYS_mkdirat, -100, Int(bitPattern: $0), 0o755) }
  }

  /// Maps and touches memory a page at a time; says what there was when it ended well.
  private func allocate(megabytes: Int) -> String {
    let size = megabytes << 20
    let address = systemCall(SYS_mmap, 0, size, 3, 0x22, -1, 0)  // PROT_READ | PROT_WRITE, private and anonymous
    if address < 0 && address > -4096 { return outcome(address) }
    guard let base = unsafe UnsafeMutableRawPointer(bitPattern: address) else { return "nothing" }
    for offset in stride(from: 0, to: size, by: 4096) {
      unsafe base.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self)
    }
    return "\(megabytes)"
  }

  /// Children that wait for a signal, until one cannot be made.
  private func fork(_ count: Int) -> Int {
    for made in 0..<count {
      let child = systemCall(SYS_clone, 17)  // SIGCHLD: a plain fork
      if child == 0 {
        while true { Clock.sleep(milliseconds: 60_000) }
      }
      if child < 0 { return made }
    }
    return count
  }
}
