// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import ImagePlan
import Testing

@Suite("Users of containers")
struct AccountTests {
  private let passwd = Array("root:x:0:0:root:/root:/bin/sh\n+nis\nweb:x:1000:1001:w:/home/web:/bin/sh\nbad:x\n".utf8)
  private let group = Array("root:x:0:\nweb:x:1001:\nextra:x:44:web,root\nmore:x:45:web\n".utf8)

  @Test(
    "Names, numbers and both, with the groups that come along",
    arguments: [
      ("", 0, 0, [], "/root"), ("root", 0, 0, [44], "/root"), ("web", 1000, 1001, [44, 45], "/home/web"),
      ("1000", 1000, 1001, [], "/home/web"), ("7", 7, 0, [], ""), ("web:extra", 1000, 44, [], "/home/web"),
      ("web:9", 1000, 9, [], "/home/web"), ("7:8", 7, 8, [], ""),
    ] as [(String, UInt32, UInt32, [UInt32], String)])
  func accounts(text: String, uid: UInt32, gid: UInt32, groups: [UInt32], home: String) throws {
    let account = try ContainerAccount(text, passwd: passwd, group: group)
    #expect(account.uid == uid && account.gid == gid && account.additionalGIDs == groups && account.home == home)
  }

  @Test("In a build a number has its user's groups, as no user has root's")
  func groupsOfNumbers() throws {
    for (text, groups) in [("", [44]), ("1000", [44, 45]), ("7", []), ("1000:9", [])] as [(String, [UInt32])] {
      let account = try ContainerAccount(text, passwd: passwd, group: group, ofNumbers: true)
      #expect(account.additionalGIDs == groups)
    }
  }

  @Test("Unknown names and absurd numbers are refused", arguments: ["nobody", "web:none", "-1", "4294967295", "bad"])
  func unknown(text: String) {
    #expect(throws: Failure.self) { try ContainerAccount(text, passwd: passwd, group: group) }
  }

  @Test("An image's files are read as they are: odd lines are skipped, and no number becomes another")
  func hostile() throws {
    let passwd = """
      # web:x:0:0::/:
      +web:x:0:0::/:
      -web:x:0:0::/:
      web
      web:x
      web:x:-1:0::/:
      web:x:4294967295:0::/:
      web:x:4294967296:0::/:
      web:x:0x0:0::/:
      web:x: 0:0::/:
      web:x::0::/:
      web:x:7:-8::/:
      web:x:7:8:::
      web:x:0:0::/second:
      :x:0:0::/:
      short:x:9
      \u{ff}\u{0}odd:x:11:12::/:
      """
    let group = "web:x:-5:\nweb:x:77:\nall:x:44:other,web,web\nall2:x:44:web\n+:x:45:web\nnone:x::web\nbare:x:46\n"
    func account(_ text: String) throws -> ContainerAccount {
      try ContainerAccount(text, passwd: Array(passwd.utf8), group: Array(group.utf8))
    }
    let web = try account("web")
    #expect(web.uid == 7 && web.gid == 8 && web.additionalGIDs == [44] && web.home == "")
    #expect(try account("web:web").gid == 77)
    #expect(try account("web:").additionalGIDs == [44])
    #expect(try account(":bare").uid == 0 && account(":bare").gid == 46)
    #expect(try account("short").uid == 9 && account("short").gid == 0)
    for text in ["# web", "+web", "-web", "0x7", "7 ", "\u{ff}", "web:none", "1:2:3"] {
      #expect(throws: Failure.self, "\(text)") { try account(text) }
    }
  }

  @Test("Files without an end of line, empty ones and long ones")
  func forms() throws {
    #expect(try ContainerAccount("a", passwd: Array("a:x:1:2".utf8), group: []).gid == 2)
    #expect(try ContainerAccount("5", passwd: [], group: []).uid == 5)
    let long = (1...20_000).map { "u\($0):x:\($0):\($0)::/h\($0):\n" }.joined()
    #expect(try ContainerAccount("u20000", passwd: Array(long.utf8), group: []).home == "/h20000")
  }

  @Test("Further groups are looked up")
  func additional() throws {
    let account = try ContainerAccount("7", additional: ["extra", "99", "extra"], passwd: passwd, group: group)
    #expect(account.additionalGIDs == [44, 99])
  }
}
