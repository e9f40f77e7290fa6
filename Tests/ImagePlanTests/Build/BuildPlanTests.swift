// SPDX-License-Identifier: Apache-2.0
import Dockerfile
import ImagePlan
import OCI
import Testing

@Suite("Builds are planned") struct BuildPlanTests {
  private static let amd64 = Platform(os: "linux", architecture: "amd64")

  private static func plan(
    _ text: String, _ change: (inout BuildOptions) -> Void = { _ in }, base: ContainerConfig = ContainerConfig()
  ) throws -> BuildPlan {
    var options = BuildOptions(buildPlatform: amd64)
    change(&options)
    let dockerfile = try Dockerfile(parsing: Array(text.utf8))
    var config = ImageConfig(platform: amd64)
    config.config = base
    var bases: [ImageNeed: ImageConfig] = [:]
    while true {
      do throws(PlanInterruption) {
        return try BuildPlanner.plan(dockerfile, options, bases: bases)
      } catch {
        guard case .needs(let need) = error else { throw error }
        bases[need] = config
      }
    }
  }

  private static func runs(_ plan: BuildPlan) -> [PlannedRun] {
    plan.stages.flatMap(\.steps).compactMap { step in
      guard case .run(let run) = step.action else { return nil }
      return run
    }
  }

  private static func error(_ text: String, _ change: (inout BuildOptions) -> Void = { _ in }) -> BuildError? {
    do {
      _ = try plan(text, change)
      return nil
    } catch PlanInterruption.invalid(let error) { return error } catch { return error as? BuildError }
  }

  // MARK: Stages

  @Test("Only stages that the target needs are planned, each behind what it needs") func reachable() throws {
    let plan = try Self.plan(
      """
      FROM one AS a
      FROM two AS b
      FROM a AS c
      RUN x
      FROM scratch
      COPY --from=c /x /x
      """)
    #expect(plan.stages.map(\.title) == ["a", "c", "stage-3"])
    #expect(plan.stages[1].base == .stage(0))
    #expect(plan.target.steps[0].stages == [1])
  }

  @Test(
    "TARGETSTAGE is the stage that is built, by its name",
    arguments: [("AS a", "", "a"), ("", "", "default"), ("AS a", "A", "A")])
  func targetStage(name: String, target: String, value: String) throws {
    let plan = try Self.plan("FROM scratch \(name)\nARG TARGETSTAGE\nRUN x\n") { $0.target = target }
    #expect(Self.runs(plan)[0].environment.contains("TARGETSTAGE=" + value))
  }

  @Test("History has the ports of EXPOSE by the words they are of, the configuration has each once")
  func ports() throws {
    let plan = try Self.plan("FROM scratch\nEXPOSE 9000 127.0.0.1:80:80 100-101 80\n")
    #expect(plan.target.config.history.map(\.createdBy) == ["EXPOSE [100/tcp 101/tcp 80/tcp 80/tcp 9000/tcp]"])
    #expect(plan.target.config.config.exposedPorts == ["100/tcp", "101/tcp", "80/tcp", "9000/tcp"])
  }

  @Test("An image can be replaced by nothing") func scratchContext() throws {
    let plan = try Self.plan("FROM busybox\nCOPY --from=busybox a b\n") {
      $0.contexts = [NamedContext(name: "busybox", source: .image("scratch"))]
    }
    #expect(plan.stages.map(\.base) == [.scratch])
  }

  @Test("SOURCE_DATE_EPOCH is a number; a context that is a directory has none") func epoch() throws {
    #expect(try BuildPlanner.epoch("12") == 12)
    for text in ["", "context"] { #expect(try BuildPlanner.epoch(text) == nil) }
    #expect(throws: BuildError.self) { _ = try BuildPlanner.epoch("yesterday") }
  }

  @Test("The images that a file names are known before anything is fetched") func images() throws {
    let dockerfile = try Dockerfile(
      parsing: Array("ARG V=1\nFROM a:$V\nFROM b\nCOPY --from=c / /\nRUN --mount=from=d,target=/m x".utf8))
    let needs = try BuildPlanner.images(dockerfile, BuildOptions(buildPlatform: Self.amd64))
    #expect(needs.map(\.name) == ["b", "c", "d"])
  }

  @Test("A trigger of the base may want a stage that nothing else wants") func triggers() throws {
    var base = ContainerConfig()
    base.onBuild = ["COPY --from=early /x /y", "ENV A=1"]
    let plan = try Self.plan("FROM scratch AS early\nFROM base", base: base)
    #expect(plan.stages.map(\.title) == ["early", "stage-1"])
    #expect(plan.target.steps.map(\.isTrigger) == [true])
    #expect(plan.target.config.config.env.contains("A=1"))
    #expect(plan.target.config.config.onBuild == [])
  }

  @Test("A context of the command line stands for an image, or for a whole stage") func contexts() throws {
    let text = "FROM image AS base\nRUN x\nFROM base\nCOPY --from=files / /"
    let plan = try Self.plan(text) { options in
      options.contexts = [
        NamedContext(name: "base", source: .image("other:1")), NamedContext(name: "files", source: .directory("/d")),
      ]
    }
    #expect(plan.stages[0].base == .image(ImageNeed(name: "other:1", platform: Self.amd64)))
    #expect(plan.stages[0].steps == [])
    guard case .copy(let request, let source) = plan.target.steps[0].action else { throw Missing() }
    #expect(source == .context("files"))
    #expect(request.ownership == .root)
  }
  struct Missing: Error {}

  @Test(
    "What is wrong with stages is told with its line",
    arguments: [
      ("FROM scratch AS a\nCOPY --from=b / /\nFROM scratch AS b", "a", 2, "defined before"),
      ("FROM scratch\nCOPY --from=7 / /", "", 2, "invalid stage index 7"),
      ("FROM scratch\nCOPY --from=$X / /", "", 2, "variable expansion is not supported"),
      ("FROM $X", "", 1, "should not be blank"),
      ("FROM scratch\nEXPOSE 1\nEXPOSE x", "", 3, "invalid port"),
      ("FROM scratch\nRUN --mount=type=tmpfs,target=/ x", "", 2, "over the root"),
      ("FROM scratch\nADD --checksum=sha256:0 a b c", "", 2, "multiple sources"),
    ])
  func errors(text: String, target: String, line: Int, words: String) {
    let error = Self.error(text) { $0.target = target }
    #expect(error?.lines?.lowerBound == line)
    #expect(error?.message.contains(words) ?? false, "\(String(describing: error))")
  }

  @Test("A thousand stages on one another are no trouble") func deep() throws {
    var text = "FROM scratch AS s0\n"
    for index in 1..<1000 { text += "FROM s\(index - 1) AS s\(index)\nENV V\(index)=x\n" }
    #expect(try Self.plan(text).stages.count == 1000)
  }

  @Test("The target's own layers are those of its stages, and the files of a context") func ownLayers() throws {
    let text = "FROM one AS a\nWORKDIR /x\nENV A=1\nFROM a AS b\nRUN y\nFROM b\nRUN z\nCOPY --from=a / /"
    #expect(try Self.plan(text).ownLayers == 4)
    #expect(try Self.plan(text) { $0.target = "a" }.ownLayers == 1)
    #expect(
      try Self.plan(text) { $0.contexts = [NamedContext(name: "one", source: .directory("/d"))] }.ownLayers == 5)
    #expect(try Self.plan("FROM scratch\nENV A=1").ownLayers == 0)
  }

  @Test(
    "A squashed history keeps its lines, and has as many layers as are left",
    arguments: [
      (3, [false, false, true, true, true, false, true]), (1, [false, false, false, true, false, false, true]),
    ])
  func squashed(count: Int, isEmpty: [Bool]) throws {
    var config = ImageConfig(platform: Self.amd64)
    for (index, isEmpty) in [false, false, false, true, false, false, true].enumerated() {
      config.history.append(HistoryEntry(createdBy: "\(index)", comment: "", emptyLayer: isEmpty))
    }
    config.squashHistory(last: count)
    #expect(config.history.map(\.emptyLayer) == isEmpty)
    #expect(config.history.map(\.createdBy) == (0...6).map(String.init))
  }

  // MARK: Steps

  @Test("RUN sees variables and arguments, the later one of a name, and nothing that was declared behind it")
  func environment() throws {
    let plan = try Self.plan(
      """
      ARG GLOBAL=g
      FROM image
      ENV A=1 B=$A
      ARG A=2
      ARG GLOBAL
      RUN first
      ARG LATE=3
      """)
    let environment = Self.runs(plan)[0].environment
    #expect(environment.contains("A=2"))
    #expect(environment.contains("B="))
    #expect(environment.contains("GLOBAL=g"))
    #expect(!environment.contains("LATE=3"))
    #expect(plan.target.config.config.env.contains("A=1"))
  }

  @Test("Proxies among the arguments are RUN's, and neither history's nor a cache's") func proxies() throws {
    let plan = try Self.plan("FROM image\nRUN x") { $0.arguments = [KeyValue(key: "HTTP_PROXY", value: "p")] }
    let run = Self.runs(plan)[0]
    #expect(run.proxies == [KeyValue(key: "HTTP_PROXY", value: "p"), KeyValue(key: "http_proxy", value: "p")])
    #expect(plan.target.config.history.last?.createdBy == "RUN /bin/sh -c x # buildkit")
    #expect(plan.unusedArguments == [])
    var key = CacheKey(parents: [], platform: Self.amd64, epoch: nil)
    key.add(run)
    #expect(!String(decoding: key.bytes, as: UTF8.self).contains("PROXY"))
  }

  @Test("An argument that nothing declares is told") func unused() throws {
    let plan = try Self.plan("ARG A\nFROM image\nARG B") { options in
      options.arguments = ["A", "B", "C"].map { KeyValue(key: $0, value: "1") }
    }
    #expect(plan.unusedArguments == ["C"])
  }

  @Test(
    "Destinations of COPY are absolute, and say whether they are directories",
    arguments: [
      ("/a", "/a"), ("a", "/w/a"), (".", "/w/"), ("./", "/w/"), ("a/", "/w/a/"), ("/a/.", "/a/"), ("..", "/"),
      ("../../..", "/"), ("/", "/"),
    ])
  func destination(written: String, absolute: String) throws {
    let plan = try Self.plan("FROM image\nWORKDIR /w\nCOPY x \(written)")
    guard case .copy(let request, _) = plan.target.steps[1].action else { throw Missing() }
    #expect(request.destination == absolute)
  }

  @Test("Mounts have their places: beneath the working directory, or by the name of a secret") func mounts() throws {
    let plan = try Self.plan(
      """
      FROM image
      WORKDIR /w
      ENV D=dir
      RUN --mount=type=cache,target=$D --mount=type=secret,id=a/b --mount=type=secret,id=c,env=C --mount=target=/x y
      """)
    let mounts = Self.runs(plan)[0].mounts
    #expect(mounts.map(\.target) == ["/w/dir", "/run/secrets/b", "", "/x"])
    #expect(mounts.map(\.source) == [.scratch, .scratch, .scratch, .mainContext])
  }

  @Test("Steps are counted as docker counts them: the base is the first, metadata is none") func numbers() throws {
    let plan = try Self.plan("FROM image\nENV A=1\nWORKDIR /a\nRUN x\nWORKDIR /\nCOPY a b")
    #expect(plan.target.steps.map(\.number) == [2, 3, 5])
    #expect(plan.target.count == 5)
    #expect(plan.target.steps.map(\.title) == ["WORKDIR /a", "RUN x", "COPY a b"])
  }

  // MARK: Keys

  @Test("A key changes with what a step depends on, and with nothing else") func keys() throws {
    func key(_ text: String, parents: [Digest]? = []) throws -> [UInt8] {
      let plan = try Self.plan("FROM image\n" + text)
      var key = CacheKey(parents: parents, platform: Self.amd64, epoch: nil)
      key.add(try #require(Self.runs(plan).last))
      return key.bytes
    }
    let digest = try Digest(.sha256, hex: String(repeating: "0", count: 64))
    let plain = try key("RUN x")
    #expect(try key("LABEL a=b\nRUN x") == plain)
    #expect(try key("RUN x\nENV A=1") == plain)
    #expect(try key("ENV A=1\nRUN x") != plain)
    #expect(try key("ARG A=1\nRUN x") != plain)
    #expect(try key("USER u\nRUN x") != plain)
    #expect(try key("RUN [\"x\"]") != plain)
    #expect(try key("RUN --network=none x") != plain)
    #expect(try key("RUN --mount=type=cache,target=/c x") != plain)
    #expect(try key("RUN x", parents: [digest]) != plain)
  }
}
