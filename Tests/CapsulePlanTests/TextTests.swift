// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import Testing

/// Paths, numbers and names as text.
@Suite struct TextTests {
  @Test(
    "paths are cleaned without looking at files",
    arguments: [
      ("/", "/"), ("", "/"), ("a", "/a"), ("/a/", "/a"), ("//a//b", "/a/b"), ("/a/./b", "/a/b"), ("/a/../../b", "/b"),
      ("/..", "/"), ("/a/..", "/"), ("/.a/b.", "/.a/b."), ("/a/...", "/a/..."),
    ])
  func cleaned(_ path: String, _ clean: String) {
    #expect(LexicalPath.cleaned(path) == clean)
  }

  @Test("one path is within another by components")
  func within() {
    #expect(LexicalPath.isWithin("/proc/sys", "/proc") && LexicalPath.isWithin("/proc", "/proc"))
    #expect(!LexicalPath.isWithin("/process", "/proc"))
  }

  @Test("relative paths start at a base, absolute ones do not")
  func absolute() {
    #expect(LexicalPath.absolute("rootfs", from: "/b") == "/b/rootfs")
    #expect(LexicalPath.absolute("/rootfs", from: "/b") == "/rootfs")
  }

  @Test(
    "lists of numbers are those of cpuset(7)",
    arguments: [
      ("0", [0]), ("0-3,7", [0, 1, 2, 3, 7]), (" 1 , 2 - 3", [1, 2, 3]), ("5,5", [5, 5]), ("", nil), ("1,", nil),
      ("3-1", nil), ("a", nil), ("1-2-3", nil), ("8192", nil), ("1 2", nil), ("-1", nil),
    ] as [(String, [UInt32]?)])
  func lists(_ text: String, _ numbers: [UInt32]?) {
    #expect(NumberList.parse(text) == numbers)
  }

  @Test(
    "kernel parameters have one of two separators",
    arguments: [
      ("net.ipv4.ip_forward", "net/ipv4/ip_forward", true),
      ("net/ipv4/conf/eth0.100/x", "net/ipv4/conf/eth0.100/x", true),
      ("net.ipv4.conf.eth0/100.x", "net/ipv4/conf/eth0.100/x", true), ("net", "net", true), ("", "", false),
      ("net..x", "net//x", false), ("net/../x", "net/../x", false), ("net.//.x", "net/../x", false),
      ("/net", "/net", false),
      ("net/", "net/", false),
    ])
  func sysctls(_ text: String, _ path: String, _ isWellFormed: Bool) {
    #expect(SysctlKey(text).path == path)
    #expect(SysctlKey(text).isWellFormed == isWellFormed)
  }

  @Test(
    "container ids are one component, and no more than letters, digits and _+-.",
    arguments: [
      ("a", true), ("A_1+b-c.d", true), ("-", true), ("", false), (".", false), ("..", false), ("a/b", false),
      ("a b", false),
      ("ä", false), (String(repeating: "a", count: 255), true), (String(repeating: "a", count: 256), false),
    ])
  func ids(_ text: String, _ isValid: Bool) {
    #expect(((try? ContainerID(text)) != nil) == isValid)
  }

  @Test("the nearest word is near")
  func nearest() {
    #expect(
      DidYouMean.nearest(to: "rootPropagation", among: ["rootfsPropagation", "resources"]) == "rootfsPropagation")
    #expect(DidYouMean.nearest(to: "xyz", among: ["network", "uts"]) == nil)
    #expect(DidYouMean.hint(for: "xyz", among: ["network", "uts"]) == "one of network, uts")
  }
}
