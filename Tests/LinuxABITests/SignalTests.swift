// SPDX-License-Identifier: Apache-2.0
import Glibc
import LinuxABI
import Testing

@Suite struct SignalTests {
  @Test("numbers and names are the C library's")
  func names() {
    for number in Int32(1)...31 {
      let abbreviation = CLibrary.name("sigabbrev_np", number) ?? ""
      let name = "SIG" + (abbreviation == "POLL" ? "IO" : abbreviation)
      #expect(Signal(rawValue: number).name == name)
      #expect(Signal(parsing: name)?.rawValue == number)
      #expect(Signal(parsing: String(name.dropFirst(3)))?.rawValue == number)
      #expect(Signal(parsing: name.lowercased())?.rawValue == number)
    }
    #expect(Signal.kill.rawValue == SIGKILL)
    #expect(Signal.child.rawValue == SIGCHLD)
    #expect(Signal.windowChange.rawValue == SIGWINCH)
  }

  @Test(
    "what people write is understood",
    arguments: [
      ("15", 15), ("0", 0), ("64", 64), ("SIGTERM", 15), ("sigterm", 15), ("Term", 15), ("CLD", 17), ("SIGPOLL", 29),
      ("RTMIN", 34), ("RTMIN+3", 37), ("SIGRTMIN+30", 64), ("sigrtmax", 64), ("RTMAX-1", 63), ("SIGRTMAX-30", 34),
    ])
  func parsing(_ text: String, _ number: Int) {
    #expect(Signal(parsing: text)?.rawValue == Int32(number))
  }

  @Test(
    "anything else is not a signal",
    arguments: [
      "", " ", "65", "-1", "+9", "9 ", "0x9", "1e1", "99999999999999999999", "FOO", "SIG", "SIGSIGKILL", "KILL ",
      "RTMIN+31",
      "RTMIN-1", "RTMAX+1", "RTMIN+", "RTMIN++1", "RTMAX-31", "SIGRTMIN+1x", "٣",
    ])
  func refusal(_ text: String) {
    #expect(Signal(parsing: text) == nil)
  }

  @Test("every signal's name parses back to it", arguments: Array(1...31) + Array(34...64))
  func roundTrip(_ number: Int) {
    let signal = Signal(rawValue: Int32(number))
    #expect(Signal(parsing: signal.name) == signal)
  }
}
