// SPDX-License-Identifier: Apache-2.0
import ImagePlan
import Testing

struct SourceURLTests {
  @Test(
    "A file is called by the last part of a URL's path",
    arguments: [
      ("https://h/a/b.tar.gz", "b.tar.gz"), ("http://h/a%20b?x=/c", "a b"), ("https://h/a#/b", "a"),
      ("https://h", nil), ("https://h/", nil), ("https://h/a/", "a"), ("https://h?x=/c", nil), ("https://h/..", nil),
      ("https://h/%2e%2e", nil), ("https://h/a%2fb", nil), ("https://h/a%00", nil), ("https://u@h/a", "a"),
    ])
  func names(_ url: String, _ name: String?) {
    #expect(SourceURL(url).name == name)
  }

  @Test("Who is named in it is told to the server alone")
  func login() {
    let url = SourceURL("https://me:p%40ss@h:8443/a?b=c@d#e")
    #expect(url.address == "https://h:8443/a?b=c@d")
    #expect(url.login == "me:p@ss")
    #expect(SourceURL("https://h/a@b").login == nil)
  }

  @Test(
    "Content-Disposition may name it",
    arguments: [
      ("attachment; filename=\"a b.txt\"", "a b.txt"), ("attachment; FILENAME=x", "x"), ("inline", nil),
      ("attachment; filename=\"/etc/passwd\"", "passwd"), ("attachment; filename=\"..\"", nil),
      ("attachment; filename=\"\"", nil),
    ])
  func dispositions(_ header: String, _ name: String?) {
    #expect(SourceURL.name(ofDisposition: header) == name)
  }
}
