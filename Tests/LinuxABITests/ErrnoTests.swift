// SPDX-License-Identifier: Apache-2.0
import Glibc
import LinuxABI
import Testing

@Suite struct ErrnoTests {
  @Test("every number has the C library's name and its text with a small first letter")
  func table() {
    var named = 0
    for number in Int32(1)...133 {
      let errno = Errno(number)
      let library = CLibrary.name("strerrorname_np", number)
      guard let library else {
        #expect(errno.name == "errno \(number)")
        continue
      }
      named += 1
      // The C library prefers the other name of these two.
      #expect(errno.name == library || (number == EOPNOTSUPP && library == "ENOTSUP"))
      let text = String(cString: strerror(number))
      #expect(errno.text.dropFirst() == text.dropFirst(), "\(number)")
      let first = text.hasPrefix("RFS") ? text.first : text.first?.lowercased().first
      #expect(errno.text.first == first, "\(number)")
    }
    #expect(named == 131)
    #expect(Errno(4096).name == "errno 4096")
  }

  @Test("the words that engines match are exactly these")
  func words() {
    #expect(Errno.ENOENT.text == "no such file or directory")
    #expect(Errno.EPERM.text == "operation not permitted")
    #expect(Errno.EACCES.text == "permission denied")
    #expect(Errno.ENOSYS.text == "function not implemented")
    #expect(Errno.EINVAL.text == "invalid argument")
    #expect(Errno.EAGAIN == Errno.EWOULDBLOCK)
    #expect(Errno.ENOTSUP.name == "EOPNOTSUPP")
  }
}
