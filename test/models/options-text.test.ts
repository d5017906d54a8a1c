import { describe, expect, test } from "vitest";
import { parseOptionsText } from "../../src/models/options-text.ts";
import { parseReleasedOptions } from "../../src/models/released-options.ts";

/** As `'{:>25}: {:<30}{}\n'.format(name, value, comment)` of the released code prints it. */
const OPT_TXT = `----------------- Options ---------------
             aspect_ratio: 1.0                           
   contain_dontcare_label: True                          	[default: False]
                crop_size: 256                           
                 dataroot: ./datasets/my data            	[default: ./datasets/cityscapes/]
                 label_nc: 30                            	[default: 182]
                load_from: None                          
                      ngf: 6                             	[default: 64]
              no_instance: True                          	[default: False]
    num_upsampling_layers: normal                        
                  use_vae: False                         
----------------- End -------------------
`;

describe("opt.txt, as the released code writes it", () => {
  test("gives the same options as a JSON file of them", () => {
    expect(parseReleasedOptions(parseOptionsText(OPT_TXT), "opt.txt")).toEqual({
      aspectRatio: 1,
      containDontcareLabel: true,
      cropSize: 256,
      labelNc: 30,
      ngf: 6,
      noInstance: true,
      upsampling: "normal",
      useVae: false,
    });
  });

  test("keeps values that are no numbers as text, spaces and colons included", () => {
    expect(parseOptionsText("   name: a: b \n")).toEqual({ name: "a: b" });
    expect(parseOptionsText("dataroot: ./my data\t[default: x]")).toEqual({
      dataroot: "./my data",
    });
  });

  test("other text is no options", () => {
    expect(parseOptionsText("")).toBeNull();
    expect(parseOptionsText("<!doctype html>\n<p>nothing here</p>")).toBeNull();
  });
});
