// SPDX-License-Identifier: Apache-2.0
import BundleKit
import Foundation
import Kernel
import LinuxABI
import TestSupport
import Testing

@Suite struct ProgressTests {
  private func output(_ style: BundleKit.Progress.Style, _ body: (BundleKit.Progress) -> Void) throws -> String {
    try Fixture.with { fixture in
      let path = fixture.path("out")
      let file = try Files.open(path, OpenFlags.writeOnly | OpenFlags.create, mode: 0o600)
      body(BundleKit.Progress(style, to: file.raw))
      return try String(contentsOfFile: path, encoding: .utf8)
    }
  }

  @Test func `Plain progress is one line a task, when it ends`() throws {
    let text = try output(.plain) { progress in
      let task = progress.task("layer 1", total: 2_500_000)
      task.advance(by: 1_000_000)
      task.finish("unpacked")
      task.finish("twice")
      progress.say("a warning")
    }
    #expect(text == "layer 1: unpacked (2.5 MB)\na warning\n")
  }

  @Test func `JSON progress is an object a line`() throws {
    let text = try output(.json) { progress in
      progress.task("layer 1", total: nil).finish("done")
    }
    #expect(
      text.split(separator: "\n").last == #"{"task":"layer 1","current":0,"done":true,"note":"done"}"#)
  }

  @Test func `Quiet progress writes nothing`() throws {
    #expect(try output(.quiet) { $0.task("layer 1", total: 1).finish("done") } == "")
  }

  @Test func `Bars are drawn over themselves`() throws {
    let text = try output(.bars) { progress in
      let task = progress.task("layer", total: 10_000_000)
      task.advance(by: 5_000_000)
      progress.task("other", total: nil).finish("already there")
      task.finish("done")
    }
    #expect(text.contains("\u{1b}[2A"))
    #expect(text.hasSuffix("layer done\n\u{1b}[2Kother already there\n"))
  }
}
