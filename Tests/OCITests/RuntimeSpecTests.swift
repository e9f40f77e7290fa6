// SPDX-License-Identifier: Apache-2.0
import OCI
import Testing

private func parse(_ text: String) throws -> RuntimeSpec { try RuntimeSpec.parse(Array(text.utf8)) }

private func typeError(_ text: String) -> String? {
  do throws(JSONError) {
    _ = try RuntimeSpec.parse(Array(text.utf8))
    return nil
  } catch { return error.text(file: "config.json") }
}

@Suite struct RuntimeSpecTests {
  @Test(
    "a wrong JSON type says what was expected, what was found and where",
    arguments: [
      ("[]", "expected an object, found an array, config.json:1:1"),
      ("{\n\"process\": {\n        \"cwd\": 7}}", "/process/cwd: expected a string, found a number, config.json:3:16"),
      (
        "{\"process\": {\"terminal\": 1}}",
        "/process/terminal: expected true or false, found a number, config.json:1:26"
      ),
      (
        "{\"process\": {\"args\": \"sh\"}}",
        "/process/args: expected an array of strings, found a string, config.json:1:22"
      ),
      ("{\"process\": {\"args\": [\"a\", 1]}}", "/process/args/1: expected a string, found a number, config.json:1:28"),
      ("{\"process\": {\"args\": [\"a\", null]}}", "/process/args/1: expected a string, found null, config.json:1:28"),
      ("{\"mounts\": [null]}", "/mounts/0: expected an object, found null, config.json:1:13"),
      ("{\"mounts\": {}}", "/mounts: expected an array of objects, found an object, config.json:1:12"),
      ("{\"annotations\": {\"a/b\": 1}}", "/annotations/a~1b: expected a string, found a number, config.json:1:25"),
      (
        "{\"process\": {\"user\": {\"uid\": -1}}}",
        "/process/user/uid: expected an integer of at least 0, found -1, config.json:1:30"
      ),
      (
        "{\"process\": {\"user\": {\"uid\": 1.5}}}",
        "/process/user/uid: expected an integer of at least 0, found 1.5, config.json:1:30"
      ),
      (
        "{\"linux\": {\"resources\": {\"memory\": {\"limit\": 1e3}}}}",
        "/linux/resources/memory/limit: expected an integer, found 1e3, config.json:1:46"
      ),
      (
        "{\"linux\": {\"resources\": {\"memory\": {\"limit\": 9223372036854775808}}}}",
        "/linux/resources/memory/limit: the number 9223372036854775808 does not fit into 64 bits with a sign, "
          + "config.json:1:46"
      ),
      (
        "{\"process\": {\"rlimits\": [{\"hard\": 18446744073709551616}]}}",
        "/process/rlimits/0/hard: the number 18446744073709551616 does not fit into 64 bits, config.json:1:35"
      ),
      (
        "{\"linux\": {\"netDevices\": {\"eth0\": 1}}}",
        "/linux/netDevices/eth0: expected an object, found a number, config.json:1:35"
      ),
    ])
  func types(text: String, expected: String) { #expect(typeError(text) == expected) }

  @Test("the extremes of both integer types are read")
  func extremes() throws {
    let spec = try parse(
      "{\"process\": {\"rlimits\": [{\"hard\": 18446744073709551615, \"soft\": -0}], \"oomScoreAdj\": -9223372036854775808}}"
    )
    #expect(spec.process?.rlimits?.first?.hard == UInt64.max)
    #expect(spec.process?.rlimits?.first?.soft == 0)
    #expect(spec.process?.oomScoreAdj == Int64.min)
  }

  @Test("null stands for a missing member, as engines write it")
  func null() throws {
    let spec = try parse(
      "{\"ociVersion\": null, \"process\": {\"args\": null, \"user\": null}, \"linux\": null, \"mounts\": null}")
    #expect(spec.ociVersion == nil)
    #expect(spec.process?.args == nil)
    #expect(spec.linux == nil)
    #expect(spec.mounts == nil)
  }

  @Test("unknown members are stepped over and remembered with the names known there")
  func unknown() throws {
    let spec = try parse(
      "{\"linux\": {\"rootPropagation\": {\"deep\": [1, {}]}, \"namespaces\": [{\"typ\": \"pid\"}]}, \"a~/b\": 1, \"hostname\": \"h\"}"
    )
    #expect(spec.unknownProperties.map(\.pointer) == ["/linux/rootPropagation", "/linux/namespaces/0/typ", "/a~0~1b"])
    #expect(spec.unknownProperties[1].known == ["type", "path"])
    #expect(spec.hostname == "h")
  }

  @Test("members of other platforms are known and not read")
  func otherPlatforms() throws {
    let spec = try parse(
      "{\"windows\": {\"x\": 1}, \"vm\": [], \"solaris\": 1, \"zos\": {}, \"freebsd\": {}, \"process\": {\"commandLine\": 1}}"
    )
    #expect(spec.unknownProperties.isEmpty)
  }

  @Test("annotations and sysctls keep the order of the document")
  func order() throws {
    let spec = try parse(
      "{\"annotations\": {\"z\": \"1\", \"a\": \"2\", \"m\": null}, \"linux\": {\"sysctl\": {\"net.b\": \"1\", \"net.a\": \"0\"}}}"
    )
    #expect(spec.annotations?.map(\.key) == ["z", "a", "m"])
    #expect(spec.linux?.sysctl?.map(\.key) == ["net.b", "net.a"])
  }
}
