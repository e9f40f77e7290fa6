// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// Pseudo-terminals (pty(7)) and terminal settings, by descriptor.
package enum Terminal {
  /// A window's size in characters.
  package struct Size: Equatable, Sendable {
    package var width: UInt16
    package var height: UInt16
    package init(width: UInt16, height: UInt16) {
      self.width = width
      self.height = height
    }
  }

  /// The kernel's struct termios: four flag words, the line discipline, 19 control characters.
  package struct Settings: Sendable {
    fileprivate var words = InlineArray<9, UInt32>(repeating: 0)
    fileprivate init() {}
  }

  private static func ioctl(_ name: String, _ number: Int32, _ request: Int, _ argument: Int) throws(KernelError) -> Int
  {
    try call("ioctl", SYS_ioctl, name, Int(number), request, argument)
  }

  /// The other end of a master (TIOCGPTPEER, 4.13): the kernel looks it up itself, so no path of the container's can
  /// put something else in its place (CVE-2025-52565).
  ///
  /// Unlocks it first (TIOCSPTLCK).
  package static func openPeer(of master: borrowing Descriptor) throws(KernelError) -> Descriptor {
    let setLock = 0x4004_5431
    let getPeer = 0x5441
    var unlocked: Int32 = 0
    let number = master.raw
    let result = unsafe withUnsafeMutablePointer(to: &unlocked) {
      systemCall(SYS_ioctl, Int(number), setLock, Int(bitPattern: $0))
    }
    if result < 0 { throw KernelError("ioctl", "TIOCSPTLCK", Errno(Int32(-result))) }
    let flags = OpenFlags.readWrite | OpenFlags.noControllingTerminal | OpenFlags.closeOnExec
    return Descriptor(owning: Int32(try ioctl("TIOCGPTPEER", number, getPeer, flags)))
  }

  /// Makes an open terminal the controlling one of this session (TIOCSCTTY); the process must lead the session.
  package static func becomeControlling(_ number: Int32) throws(KernelError) {
    _ = try ioctl("TIOCSCTTY", number, 0x540e, 0)
  }

  /// TIOCSWINSZ.
  package static func setSize(_ number: Int32, _ size: Size) throws(KernelError) {
    var window = (size.height, size.width, UInt16(0), UInt16(0))
    let result = unsafe withUnsafeMutablePointer(to: &window) {
      systemCall(SYS_ioctl, Int(number), 0x5414, Int(bitPattern: $0))
    }
    if result < 0 { throw KernelError("ioctl", "TIOCSWINSZ", Errno(Int32(-result))) }
  }

  /// TIOCGWINSZ; ENOTTY when it is no terminal.
  package static func size(_ number: Int32) throws(KernelError) -> Size {
    var window: (UInt16, UInt16, UInt16, UInt16) = (0, 0, 0, 0)
    let result = unsafe withUnsafeMutablePointer(to: &window) {
      systemCall(SYS_ioctl, Int(number), 0x5413, Int(bitPattern: $0))
    }
    if result < 0 { throw KernelError("ioctl", "TIOCGWINSZ", Errno(Int32(-result))) }
    return Size(width: window.1, height: window.0)
  }

  /// TCGETS; ENOTTY when it is no terminal.
  package static func settings(_ number: Int32) throws(KernelError) -> Settings {
    var settings = Settings()
    let result = unsafe withUnsafeMutablePointer(to: &settings.words) {
      systemCall(SYS_ioctl, Int(number), 0x5401, Int(bitPattern: $0))
    }
    if result < 0 { throw KernelError("ioctl", "TCGETS", Errno(Int32(-result))) }
    return settings
  }

  /// TCSETS.
  package static func set(_ settings: Settings, _ number: Int32) throws(KernelError) {
    var settings = settings
    let result = unsafe withUnsafeMutablePointer(to: &settings.words) {
      systemCall(SYS_ioctl, Int(number), 0x5402, Int(bitPattern: $0))
    }
    if result < 0 { throw KernelError("ioctl", "TCSETS", Errno(Int32(-result))) }
  }

  /// Stops a terminal from writing CR before each LF (ONLCR), for whoever copies its output to another terminal, which
  /// does that itself.
  package static func clearNewlineTranslation(_ number: Int32) throws(KernelError) {
    var settings = try settings(number)
    let newlineToReturnNewline: UInt32 = 0o4
    settings.words[1] &= ~newlineToReturnNewline
    try set(settings, number)
  }

  /// Sets raw mode as cfmakeraw(3) defines it, but for output; returns the former settings.
  ///
  /// What is copied to this terminal has bare newlines, which it turns into line ends itself
  /// (`clearNewlineTranslation`).
  package static func makeRaw(_ number: Int32) throws(KernelError) -> Settings {
    let former = try settings(number)
    var raw = former
    let input: UInt32 = 0o2753  // IGNBRK BRKINT PARMRK ISTRIP INLCR IGNCR ICRNL IXON
    let size: UInt32 = 0o460  // CSIZE PARENB
    let eightBits: UInt32 = 0o60  // CS8
    let local: UInt32 = 0o100113  // ISIG ICANON ECHO ECHONL IEXTEN
    raw.words[0] &= ~input
    raw.words[2] &= ~size
    raw.words[2] |= eightBits
    raw.words[3] &= ~local
    // c_line and three control characters are before this word; VTIME and VMIN are its upper bytes.
    let (minimumAndTime, one): (UInt32, UInt32) = (0xffff_0000, 0x0100_0000)
    raw.words[5] &= ~minimumAndTime
    raw.words[5] |= one
    try set(raw, number)
    return former
  }
}
