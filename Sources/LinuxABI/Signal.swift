// SPDX-License-Identifier: Apache-2.0

/// A signal (signal(7)); numbers of x86-64 and AArch64.
package struct Signal: RawRepresentable, Equatable, Hashable, Sendable {
  package let rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }

  /// The first real-time signal that programs may use: both C libraries keep 32 and 33 (glibc) or 32 to 34 (musl) for
  /// themselves; runc and crun count from 34.
  package static let firstRealTime: Int32 = 34
  package static let last: Int32 = 64
}

extension Signal {
  /// SIGHUP.
  package static let hangUp = Signal(rawValue: 1)
  /// SIGINT.
  package static let interrupt = Signal(rawValue: 2)
  /// SIGQUIT.
  package static let quit = Signal(rawValue: 3)
  /// SIGILL.
  package static let illegalInstruction = Signal(rawValue: 4)
  /// SIGTRAP.
  package static let trap = Signal(rawValue: 5)
  /// SIGABRT.
  package static let abort = Signal(rawValue: 6)
  /// SIGBUS.
  package static let bus = Signal(rawValue: 7)
  /// SIGFPE.
  package static let floatingPoint = Signal(rawValue: 8)
  /// SIGKILL.
  package static let kill = Signal(rawValue: 9)
  /// SIGUSR1.
  package static let user1 = Signal(rawValue: 10)
  /// SIGSEGV.
  package static let segmentationFault = Signal(rawValue: 11)
  /// SIGUSR2.
  package static let user2 = Signal(rawValue: 12)
  /// SIGPIPE.
  package static let pipe = Signal(rawValue: 13)
  /// SIGALRM.
  package static let alarm = Signal(rawValue: 14)
  /// SIGTERM.
  package static let terminate = Signal(rawValue: 15)
  /// SIGSTKFLT.
  package static let stackFault = Signal(rawValue: 16)
  /// SIGCHLD.
  package static let child = Signal(rawValue: 17)
  /// SIGCONT.
  package static let resume = Signal(rawValue: 18)
  /// SIGSTOP.
  package static let stop = Signal(rawValue: 19)
  /// SIGTSTP.
  package static let terminalStop = Signal(rawValue: 20)
  /// SIGTTIN.
  package static let terminalInput = Signal(rawValue: 21)
  /// SIGTTOU.
  package static let terminalOutput = Signal(rawValue: 22)
  /// SIGURG.
  package static let urgent = Signal(rawValue: 23)
  /// SIGXCPU.
  package static let cpuLimit = Signal(rawValue: 24)
  /// SIGXFSZ.
  package static let fileSizeLimit = Signal(rawValue: 25)
  /// SIGVTALRM.
  package static let virtualAlarm = Signal(rawValue: 26)
  /// SIGPROF.
  package static let profiling = Signal(rawValue: 27)
  /// SIGWINCH.
  package static let windowChange = Signal(rawValue: 28)
  /// SIGIO.
  package static let io = Signal(rawValue: 29)
  /// SIGPWR.
  package static let powerFailure = Signal(rawValue: 30)
  /// SIGSYS.
  package static let badSystemCall = Signal(rawValue: 31)

  /// Without `SIG`; index is the number.
  private static let names = [
    "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
    "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
    "WINCH", "IO", "PWR", "SYS",
  ]

  /// Other names of the same numbers (signal.h).
  private static let aliases: [(String, Int32)] = [("IOT", 6), ("CLD", 17), ("POLL", 29), ("UNUSED", 31)]

  /// The name, for example `SIGKILL` or `SIGRTMIN+3`; the number's digits when it has none.
  package var name: String {
    if rawValue > 0, rawValue < Signal.names.count { return "SIG" + Signal.names[Int(rawValue)] }
    if rawValue == Signal.firstRealTime { return "SIGRTMIN" }
    if rawValue == Signal.last { return "SIGRTMAX" }
    if rawValue > Signal.firstRealTime, rawValue < Signal.last { return "SIGRTMIN+\(rawValue - Signal.firstRealTime)" }
    return String(rawValue)
  }

  /// What people write on a command line: `15`, `TERM`, `SIGTERM`, `sigterm`, `RTMIN+3`, `SIGRTMAX-1`.
  ///
  /// Returns nil for anything else, including numbers outside 0...64. Signal 0 only probes (kill(2)).
  package init?(parsing text: String) {
    if let first = text.utf8.first, first >= 0x30, first <= 0x39 {
      guard let number = Signal.decimal(text.utf8), number <= Signal.last else { return nil }
      rawValue = number
      return
    }
    var name = ASCII.uppercased(text)
    if name.utf8.starts(with: "SIG".utf8) { name = String(Substring(name.utf8.dropFirst(3))) }
    guard let number = Signal.number(of: name) else { return nil }
    rawValue = number
  }

  private static func number(of name: String) -> Int32? {
    for index in 1..<names.count where names[index] == name { return Int32(index) }
    for (alias, number) in aliases where alias == name { return number }
    if name == "RTMIN" { return firstRealTime }
    if name == "RTMAX" { return last }
    let range = last - firstRealTime
    if name.utf8.starts(with: "RTMIN+".utf8) {
      guard let offset = decimal(name.utf8.dropFirst(6)), offset <= range else { return nil }
      return firstRealTime + offset
    }
    if name.utf8.starts(with: "RTMAX-".utf8) {
      guard let offset = decimal(name.utf8.dropFirst(6)), offset <= range else { return nil }
      return last - offset
    }
    return nil
  }

  /// Digits only, at most three: `Int32("+3")` would take a sign.
  private static func decimal(_ digits: some Collection<UInt8>) -> Int32? {
    guard !digits.isEmpty, digits.count <= 3 else { return nil }
    var value: Int32 = 0
    for digit in digits {
      guard digit >= 0x30, digit <= 0x39 else { return nil }
      value = value * 10 + Int32(digit - 0x30)
    }
    return value
  }
}
