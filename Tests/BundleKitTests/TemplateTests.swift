// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import OCI
import Testing

@Suite("Templates of --format")
struct TemplateTests {
  private static let text = #"""
    {"Name":"/web","State":{"Pid":42,"Running":true,"Error":""},"Mounts":[{"Source":"/a"},{"Source":"/b"}],
     "Config":{"Env":["A=1","B=2"],"Labels":{"z":"1","a":"2"}},"Ports":{"80/tcp":[{"HostPort":"4000"}]},"None":null}
    """#

  private func render(_ template: String) throws -> String {
    let document = try JSONValue(parsing: Array(TemplateTests.text.utf8))
    do {
      return try Template(template).render(document)
    } catch {
      return "error: " + error.message
    }
  }

  @Test(
    "Values come out as Go prints them",
    arguments: [
      ("{{.State.Pid}}", "42"), ("{{ .Name }}!", "/web!"), ("{{json .Mounts}}", #"[{"Source":"/a"},{"Source":"/b"}]"#),
      ("{{.Config.Env}}", "[A=1 B=2]"), ("{{.Config.Labels}}", "map[a:2 z:1]"), ("{{.None}}", "<nil>"),
      ("{{len .Mounts}} {{len .Name}}", "2 4"), ("{{index .Config.Env 1}}", "B=2"),
      (#"{{index .Config.Labels "z"}}"#, "1"), (#"{{(index (index .Ports "80/tcp") 0).HostPort}}"#, "4000"),
      (#"{{join .Config.Env ","}}"#, "A=1,B=2"),
      (#"{{printf "%s %d|%5s|%-5s|" .Name .State.Pid "a" "b"}}"#, "/web 42|    a|b    |"),
      (#"{{println "x"}}"#, "x\n"), (#"{{.Name | upper}}"#, "/WEB"), (#"{{.Name | printf "%q"}}"#, #""/web""#),
      (#"{{index (split .Name "/") 1}}"#, "web"), ("a{{- .State.Pid -}} b", "a42b"), ("{{/* nothing */}}x", "x"),
      ("{{$.Name}}", "/web"), (#"{{"}}"}}"#, "}}"), ("{{`a`}}", "a"),
      ("{{slice .Name 1 3}} {{slice .Config.Env 1}}", "we [B=2]"),
    ])
  func values(template: String, text: String) throws { #expect(try render(template) == text) }

  @Test(
    "Conditions and loops",
    arguments: [
      ("{{if .State.Running}}up{{else}}down{{end}}", "up"), ("{{if .State.Error}}bad{{else}}good{{end}}", "good"),
      ("{{if .None}}a{{else if eq .State.Pid 42}}b{{else}}c{{end}}", "b"),
      ("{{range .Mounts}}{{.Source}} {{end}}", "/a /b "),
      ("{{range $i, $m := .Mounts}}{{$i}}={{$m.Source}};{{end}}", "0=/a;1=/b;"),
      ("{{range $k, $v := .Config.Labels}}{{$k}}{{$v}}{{end}}", "a2z1"),
      ("{{range .None}}x{{else}}none{{end}}", "none"),
      ("{{with .State}}{{.Pid}}{{end}}", "42"), ("{{$p := .State.Pid}}{{range .Mounts}}{{$p}}{{end}}", "4242"),
      ("{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}", "2"), ("{{if and .State.Running (not .None)}}y{{end}}", "y"),
      ("{{if or .None .Name}}y{{end}}{{if gt .State.Pid 9}}z{{end}}", "yz"),
    ])
  func blocks(template: String, text: String) throws { #expect(try render(template) == text) }

  @Test(
    "What cannot be is an error that names it",
    arguments: [
      ("{{.State.Pit}}", "there is no field \"Pit\""), ("{{.Name", "{{ without }}"),
      ("{{if .Name}}", "{{if}} without {{end}}"),
      ("{{end}}", "{{end}} without a beginning"), ("{{frob .Name}}", "the function \"frob\" is not known"),
      ("{{$x}}", "the variable $x is not declared"), ("{{index .Mounts 7}}", "index 7 of 2 elements"),
      ("{{(len .Name}}", "( without )"), ("{{\"a}}", "{{ without }}"),
      ("{{.Name.First}}", "the field \"First\" of /web, which has none"),
    ])
  func errors(template: String, message: String) throws {
    #expect(try render(template) == "error: --format: " + message)
  }
}
