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

  @Test("Unknown names and absurd numbers are refused", arguments: ["nobody", "web:none", "-1", "4294967295", "bad"])
  func unknown(text: String) {
    #expect(throws: Failure.self) { try ContainerAccount(text, passwd: passwd, group: group) }
  }

  @Test("Further groups are looked up")
  func additional() throws {
    let account = try ContainerAccount("7", additional: ["extra", "99", "extra"], passwd: passwd, group: group)
    #expect(account.additionalGIDs == [44, 99])
  }
}
