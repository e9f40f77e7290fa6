// SPDX-License-Identifier: Apache-2.0
import Dockerfile
import ImagePlan
import OCI
import Testing

@Suite("A Dockerfile is described") struct CallTextTests {
  private static let file = """
    # VERSION which one to build
    ARG VERSION=1
    # base what everything stands on
    FROM scratch AS base
    ARG VERSION
    RUN --mount=type=secret,id=token,required=true --mount=type=ssh x
    FROM base
    CMD y
    """

  private static func dockerfile() throws -> Dockerfile { try Dockerfile(parsing: Array(file.utf8)) }

  @Test("Targets with their descriptions") func targets() throws {
    #expect(
      TargetsText.text(try Self.dockerfile()) == """
        TARGET                DESCRIPTION
        base                  what everything stands on
        (unnamed) (default)

        """)
  }

  @Test("What a target can be given") func outline() throws {
    let options = BuildOptions(buildPlatform: Platform(os: "linux", architecture: "amd64"))
    #expect(
      try OutlineText.text(try Self.dockerfile(), options) == """
        TARGET: default

        BUILD ARG   VALUE   DESCRIPTION
        VERSION     1       which one to build

        SECRET   REQUIRED
        token    true

        SSH       REQUIRED
        default

        """)
  }

  @Test("Rules that are not kept") func check() throws {
    let file = try Self.dockerfile()
    let warnings = try Linter.check(file, facts: Linter.Facts(platform: Platform(os: "linux", architecture: "amd64")))
    #expect(CheckText.text([], file: "Dockerfile") == "Check complete, no warnings found.\n")
    let text = CheckText.text(warnings, file: "Dockerfile")
    #expect(text.hasPrefix("Check complete, 1 warning has been found!\n\nWARNING: JSONArgsRecommended\n"))
    #expect(text.hasSuffix("\nDockerfile:8\n"))
  }
}
