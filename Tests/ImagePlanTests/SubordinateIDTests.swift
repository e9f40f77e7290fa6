// SPDX-License-Identifier: Apache-2.0
import ImagePlan
import Testing

@Suite("Users that are lent (subuid(5))") struct SubordinateIDTests {
  @Test(
    "Ranges of the caller, by name or number, follow 0 in the order of the file",
    arguments: [
      ("", "0 1000 1"), ("other:1:2\n", "0 1000 1"), ("me:100000:65536\n", "0 1000 1 1 100000 65536"),
      ("1000:5:2\nme:100000:65536", "0 1000 1 1 5 2 3 100000 65536"),
      ("me:x:1\nme:1\nme:7:0\n# me:1:1\nme:4294967295:2\nme:9:1:1\nme:9:1\n", "0 1000 1 1 9 1"),
      ("me:1:4294967290\nme:5:100", "0 1000 1 1 1 4294967290"),
    ])
  func ranges(file: String, arguments: String) {
    let ids = SubordinateIDs(caller: 1000, name: "me", file: Array(file.utf8), user: 1000)
    #expect(ids.arguments.joined(separator: " ") == arguments)
  }

  @Test("Nobody's empty name is nobody") func nameless() {
    #expect(SubordinateIDs(caller: 5, name: "", file: Array(":1:2".utf8), user: 5).ranges.isEmpty)
  }
}
