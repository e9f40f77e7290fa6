// SPDX-License-Identifier: Apache-2.0
import ImagePlan
import OCI
import Testing

@Suite("Changes of a configuration") struct ConfigChangeTests {
  private func config(_ changes: [String]) throws -> String {
    var config = ContainerConfig()
    for change in changes { try ConfigChange.apply(change, to: &config) }
    var json = JSONWriter(.compact)
    config.write(to: &json)
    return json.string
  }

  @Test(
    "An instruction changes what it names",
    arguments: [
      ([#"CMD ["/bin/x", "a b"]"#], #"{"Cmd":["/bin/x","a b"]}"#),
      (["cmd echo $HOME"], #"{"Cmd":["/bin/sh","-c","echo $HOME"]}"#),
      (["ENTRYPOINT [\"e\"]"], #"{"Entrypoint":["e"]}"#),
      (["ENV A=1 B=\"two words\"", "ENV A=3"], #"{"Env":["A=3","B=two words"]}"#),
      (["ENV A the rest"], #"{"Env":["A=the rest"]}"#),
      (["ENV=A=1"], #"{"Env":["A=1"]}"#),
      (["EXPOSE 80 53/udp 8000-8001"], #"{"ExposedPorts":{"53/udp":{},"80/tcp":{},"8000/tcp":{},"8001/tcp":{}}}"#),
      (["LABEL b=2 a='1 2'", "LABEL b=3"], #"{"Labels":{"a":"1 2","b":"3"}}"#),
      (["VOLUME /a /b", "VOLUME [\"/a\"]"], #"{"Volumes":{"/a":{},"/b":{}}}"#),
      (["WORKDIR /a", "WORKDIR b"], #"{"WorkingDir":"/a/b"}"#),
      (
        ["USER 1:2", "STOPSIGNAL SIGUSR1", "ONBUILD RUN x"],
        #"{"User":"1:2","StopSignal":"SIGUSR1","OnBuild":["RUN x"]}"#
      ),
    ])
  func changes(texts: [String], written: String) throws { #expect(try config(texts) == written) }

  @Test(
    "What is no such instruction is refused",
    arguments: [
      "", "CMD", "RUN x", "EXPOSE x", "EXPOSE 0", "EXPOSE 2-1", "ENV =x", "ENV A", "LABEL \"a=", "VOLUME [1]",
    ])
  func refused(text: String) { #expect(throws: ReferenceError.self) { try config([text]) } }
}
