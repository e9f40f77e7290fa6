// SPDX-License-Identifier: Apache-2.0
import Dockerfile
import Testing

@Suite("Instructions")
struct InstructionTests {
  private func command(_ text: String) throws -> Command {
    try Instruction(reading: try #require(try SyntaxTree(parsing: Array(text.utf8)).lines.first)).command
  }

  @Test("Two instructions of the same words on other lines differ")
  func linesCount() {
    #expect(
      Instruction(.user("a"), text: "USER a", lines: 1...1) != Instruction(.user("a"), text: "USER a", lines: 2...2))
  }

  @Test(
    "Every simple instruction means what it says",
    arguments: [
      ("ARG a b=c d=", Command.arg([BuildArgument("a"), BuildArgument("b", "c"), BuildArgument("d", "")])),
      ("cmd a  b", .cmd(CommandLine(["a  b"], isShell: true))), ("CMD", .cmd(CommandLine([], isShell: true))),
      ("ENTRYPOINT [\"a\",\"b\"]", .entrypoint(CommandLine(["a", "b"], isShell: false))),
      ("ENV a=b c=\"d\"", .env([Assignment("a", "b"), Assignment("c", "\"d\"")])),
      ("LABEL a b c", .label([Assignment("a", "b c", hasEquals: false)])),
      ("EXPOSE 80 443/tcp 53/udp", .expose(["443/tcp", "53/udp", "80"])),
      ("MAINTAINER a b <c@d>", .maintainer("a b <c@d>")), ("SHELL [\"a\"]", .shell(["a"])),
      ("STOPSIGNAL $s", .stopSignal("$s")), ("USER a:b", .user("a:b")), ("WORKDIR a b", .workdir("a b")),
      ("VOLUME [\" /a b \", \"/c\"]", .volume(["/a b", "/c"])), ("VOLUME /a /b", .volume(["/a", "/b"])),
      ("ONBUILD  RUN a  b", .onBuild("RUN a  b")), ("onbuild ADD <<E /\nx\nE", .onBuild("ADD <<E /\nx\nE")),
    ])
  func simple(text: String, meaning: Command) throws {
    #expect(try command(text) == meaning)
  }

  @Test("FROM has an image, a name in lower case and a platform")
  func from() throws {
    #expect(
      try command("FROM --platform=$P a/b:1 as Web") == .from(FromInstruction("a/b:1", name: "web", platform: "$P")))
    for text in ["FROM", "FROM a b", "FROM a of b", "FROM a AS 1b", "FROM a AS b/c", "FROM a AS"] {
      #expect(refusal { try command(text) }?.lines == 1...1, "\(text)")
    }
  }

  @Test("COPY and ADD have sources, a destination and flags")
  func transfer() throws {
    var files = FileTransfer(["a", "b"], to: "c/")
    files.owner = "1:2"
    files.mode = "u+x"
    files.isLinked = true
    files.excludes = ["x", "y"]
    var copy = CopyInstruction(files)
    copy.from = "web"
    copy.keepsParents = true
    #expect(
      try command(
        "COPY --chown=1:2 --chmod=u+x --link --exclude=x --exclude=y --from=web --parents a b c/") == .copy(copy))
    var add = AddInstruction(FileTransfer(["http://h/a"], to: "/"))
    add.checksum = "sha256:a"
    add.keepsGitDirectory = true
    add.unpacks = false
    #expect(
      try command("ADD --checksum=sha256:a --keep-git-dir=TRUE --unpack=false [\"http://h/a\", \"/\"]") == .add(add))
  }

  @Test("A here-document is a source of COPY; its body is expanded unless its name is quoted")
  func heredocs() throws {
    guard case .copy(let copy) = try command("COPY <<-A b <<'C' /d\n\tx $y\n\tA\nz\nC") else {
      Issue.record("no COPY")
      return
    }
    #expect(copy.files.sources == ["b"])
    #expect(copy.files.heredocs.map(\.name) == ["A", "C"])
    #expect(copy.files.heredocs.map(\.content) == ["x $y\n", "z\n"])
    #expect(copy.files.heredocs.map(\.written) == ["\tx $y\n", "z\n"])
    #expect(copy.files.heredocs.map(\.isExpanded) == [true, false])
  }

  @Test("RUN has mounts as written, devices, a network, a security mode and here-documents")
  func run() throws {
    guard
      case .run(let run) = try command(
        "RUN --mount=type=$T --mount=target=/x --network=none --security=insecure --device=a/b=c,required cat <<E\nx\nE"
      )
    else {
      Issue.record("no RUN")
      return
    }
    #expect(run.mountOptions == ["type=$T", "target=/x"])
    #expect(run.network == .none && run.security == .insecure)
    #expect(run.devices.map(\.name) == ["a/b=c"] && run.devices.map(\.isRequired) == [true])
    #expect(run.commandLine == CommandLine(["cat <<E"], isShell: true))
    #expect(run.heredocs.map(\.content) == ["x\n"])
    #expect(run.flags == ["device", "mount", "network", "security"])
  }

  @Test("HEALTHCHECK has a command, times and a number of retries")
  func healthcheck() throws {
    var check = HealthcheckInstruction(["CMD", "a"])
    check.interval = 90_000_000_000
    check.timeout = 1_000_000
    check.retries = 3
    #expect(try command("HEALTHCHECK --interval=1m30s --timeout=1ms --retries=3 CMD [\"a\"]") == .healthcheck(check))
    #expect(try command("HEALTHCHECK cmd a b") == .healthcheck(HealthcheckInstruction(["CMD-SHELL", "a b"])))
    #expect(try command("HEALTHCHECK NONE") == .healthcheck(HealthcheckInstruction(["NONE"])))
  }

  @Test(
    "What an instruction does not take is refused",
    arguments: [
      "RUN --foo=a b", "COPY --chown a b", "COPY --link=maybe a b", "COPY --link= a b", "COPY --from=a --from=b c d",
      "COPY a", "COPY", "ADD --parents a b", "COPY a <<E\nE", "ARG", "ARG =a", "ENV =a", "EXPOSE", "SHELL a",
      "SHELL []", "VOLUME [\"\"]", "VOLUME", "USER", "ONBUILD", "ONBUILD FROM a", "ONBUILD maintainer a",
      "ONBUILD ONBUILD RUN a", "RUN --network=x a", "RUN --security=x a", "RUN --mount=from=$a b",
      "RUN --mount='a\"b' c",
      "HEALTHCHECK", "HEALTHCHECK CMD", "HEALTHCHECK NONE a", "HEALTHCHECK TCP a", "HEALTHCHECK --interval=1us CMD a",
      "HEALTHCHECK --retries=-1 CMD a", "HEALTHCHECK --retries=2147483648 CMD a", "HEALTHCHECK --timeout=1 CMD a",
      "ARG --a b", "STOPSIGNAL --a 9",
    ])
  func refused(text: String) {
    #expect(refusal { try command(text) }?.lines?.lowerBound == 1)
  }

  @Test(
    "An unknown word is answered with what was meant",
    arguments: [
      ("RUNN a", "did you mean RUN?"), ("form a", "did you mean from?"), ("COPY --chow=1 a b", "did you mean chown?"),
      ("RUN --mont=a b", "did you mean mount?"),
    ])
  func hints(text: String, hint: String) throws {
    let error = try #require(refusal { try command(text) })
    #expect(error.text.hasPrefix("dockerfile parse error on line 1: unknown "))
    #expect(error.text.contains(hint))
  }

  @Test("A trigger of an image is one instruction, read with a backslash as escape")
  func trigger() throws {
    #expect(try Instruction(parsingTrigger: "USER a").command == .user("a"))
    #expect(
      try Instruction(parsingTrigger: "RUN a \\\n b").command
        == .run(RunInstruction(CommandLine(["a  b"], isShell: true))))
    for text in ["", "FROM a", "ONBUILD RUN a", "MAINTAINER a", "RUN a\nRUN b", "NO a"] {
      #expect(refusal { try Instruction(parsingTrigger: text) } != nil, "\(text)")
    }
  }

  @Test("A file is arguments and stages, each with its instructions")
  func file() throws {
    let file = try Dockerfile(parsing: Array("ARG v=1\nFROM a:$v AS b\nRUN c\nFROM b\nUSER d\n".utf8))
    #expect(file.metaArguments.map(\.text) == ["ARG v=1"])
    #expect(file.stages.map(\.from.image) == ["a:$v", "b"])
    #expect(file.stages.map { $0.instructions.map(\.text) } == [["RUN c"], ["USER d"]])
    #expect(file.instructions.map(\.lines.lowerBound) == [1, 2, 3, 4, 5])
    #expect(refusal { try Dockerfile(parsing: Array("RUN a\nFROM b".utf8)) }?.lines == 1...1)
    #expect(refusal { try Dockerfile(parsing: Array("ARG a".utf8)) }?.code == .file)
  }

  @Test("A comment above ARG or FROM that begins with the name describes it")
  func descriptions() throws {
    let file = try Dockerfile(parsing: Array("# v the version\n# w no\nARG v=1\n# b builds\nFROM a AS b\n".utf8))
    #expect(file.stages.first?.from.comment == "builds")
    #expect(file.metaArguments.first?.command == .arg([BuildArgument("v", "1", comment: "the version")]))
  }
}
