// SPDX-License-Identifier: Apache-2.0
import ImagePlan
import OCI
import Testing

@Suite("Credentials for registries") struct RegistryCredentialsTests {
  @Test(
    "Base64 comes and goes",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("user:päss", "dXNlcjpww6Rzcw=="),
    ])
  func base64(text: String, encoded: String) {
    #expect(Base64.encode(Array(text.utf8)) == encoded)
    #expect(Base64.decode(encoded) == Array(text.utf8))
    #expect(Base64.decode(encoded + "*") == nil)
  }

  @Test("A challenge for a token is preferred, and its parts are read") func challenges() {
    let bearer = #"Bearer realm="https://a.example/t?x=1,2",service="a \"b\"",scope="repository:x:pull,push""#
    #expect(
      Challenge(["Basic realm=\"x\"", bearer])
        == .bearer(realm: "https://a.example/t?x=1,2", service: "a \"b\"", scope: "repository:x:pull,push"))
    #expect(Challenge(["basic"]) == .basic)
    #expect(
      Challenge(["bearer realm=https://a.example"]) == .bearer(realm: "https://a.example", service: "", scope: ""))
    for header in ["", "Digest x=y", "Bearer", "Bearer realm=\"\"", "Bearer realm"] {
      #expect(Challenge([header]) == nil)
    }
  }

  /// The base64 of `A:B`.
  private func auth(_ text: String) -> String { #"{"auth":"\#(Base64.encode(Array(text.utf8)))"}"# }

  @Test("The longest path has the credentials; docker's URLs are registries") func lookUp() throws {
    let file = try AuthFile(
      Array(
        """
        {"auths":{"a.example":\(auth("u:1")),"a.example/team":\(auth("u:2")),"https://b.example/v1/":\(auth("u:3:x")),
        "c.example":{"identitytoken":"t","auth":"\(Base64.encode([58]))"},"bad.example":{"auth":"***"}},
        "credHelpers":{"h.example":"keys"},"credsStore":"all"}
        """.utf8))
    func found(_ registry: String, _ repository: String) -> AuthFile.Answer? {
      file.find(registry: registry, repository: repository)
    }
    #expect(found("a.example", "x") == .credentials(.password(user: "u", password: "1")))
    #expect(found("a.example", "team/x") == .credentials(.password(user: "u", password: "2")))
    #expect(found("a.example", "teams/x") == .credentials(.password(user: "u", password: "1")))
    #expect(found("b.example", "x") == .credentials(.password(user: "u", password: "3:x")))
    #expect(found("c.example", "x") == .credentials(.token("t")))
    #expect(found("h.example", "x") == .helper("keys", server: "h.example"))
    #expect(found("bad.example", "x") == .helper("all", server: "bad.example"))
    #expect(try AuthFile(Array("{}".utf8)).find(registry: "a.example", repository: "x") == nil)
    #expect(throws: JSONError.self) { try AuthFile(Array("[".utf8)) }
  }
}
