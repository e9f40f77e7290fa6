// SPDX-License-Identifier: Apache-2.0
import ImagePlan
import OCI
import Testing

@Suite("The configuration of a committed image") struct CommitRequestTests {
  private static var base: ImageConfig {
    var base = ImageConfig(platform: Platform(os: "linux", architecture: "amd64"))
    base.author = "first"
    base.config.cmd = ["/base"]
    base.config.onBuild = ["RUN x"]
    base.config.healthcheck = Healthcheck()
    base.history = [HistoryEntry(created: "then", createdBy: "made")]
    return base
  }

  @Test("The container's in place of the image's, changes on top, the rest stays") func config() throws {
    var container = ContainerConfig()
    container.cmd = ["/run", "me"]
    container.env = ["A=1"]
    container.labels = [KeyValue(key: "k", value: "v")]
    var request = CommitRequest(created: "now")
    (request.author, request.message, request.changes) = ("second", "why", ["ENV B=2", "USER nobody"])
    let digest = try Digest(.sha256, hex: String(repeating: "a", count: 64))
    let image = try request.config(base: Self.base, container: container, command: ["/run", "me"], diffID: digest)
    #expect(image.created == "now" && image.author == "second" && image.diffIDs == [digest])
    #expect(image.config.cmd == ["/run", "me"] && image.config.env == ["A=1", "B=2"] && image.config.user == "nobody")
    #expect(image.config.labels == container.labels)
    #expect(image.config.onBuild == ["RUN x"] && image.config.healthcheck != nil)
    let entry = try #require(image.history.last)
    #expect(image.history.count == 2 && entry.createdBy == "/run me" && entry.comment == "why")
    #expect(entry.author == "second" && !entry.emptyLayer)
  }

  @Test("Nothing changed is no layer, and no author keeps the former") func empty() throws {
    let request = CommitRequest(created: "now")
    let image = try request.config(base: Self.base, container: ContainerConfig(), command: ["sh"], diffID: nil)
    #expect(image.diffIDs.isEmpty && image.history.last?.emptyLayer == true && image.author == "first")
  }

  @Test("A change that is none is refused") func refused() {
    var request = CommitRequest(created: "now")
    request.changes = ["RUN x"]
    #expect(throws: ReferenceError.self) {
      try request.config(base: Self.base, container: ContainerConfig(), command: [], diffID: nil)
    }
  }
}
