/** Rows of the guide "Seclytics CDF 1.1.0", taken over by hand, each cell as it is printed. */
import type { GuideTable, OptionTable } from './rows.ts';

/** Section "ThreatQ Mapping", "Seclytics Predictions". */
const predictions: GuideTable = {
  feed: 'predictions',
  section: 'Seclytics Predictions',
  // The columns of the sample, by their places.
  paths: {
    '10 (eleventh token)': 'predictions.importance',
    '0 (first token)': 'predictions.ip',
    '1 (second token)': 'predictions.predicted_at',
    '2 (third token)': 'predictions.predicted_netblock',
    '3 (fourth token)': 'predictions.predicted_category',
    '4 (fifth token)': 'predictions.cluster',
    '5 (sixth token)': 'predictions.detected_by',
    '6 (seventh token)': 'predictions.detected_identifiers',
    '7 (eighth token)': 'predictions.detected_categories',
    '8 (ninth token)': 'predictions.detected_at',
    '9 (tenth token)': 'predictions.last_seen_at',
  },
  rows: [
    ['0 (first token)', 'Indicator.Value', 'IP Address', 'N/A', '102.140.192.0', 'N/A'],
    ['1 (second token)', 'Indicator.Attribute', 'Predicted At', 'N/A', '2018-06-21T02:03:48', 'N/A'],
    ['2 (third token)', 'Indicator.Attribute', 'Predicted Netblock', 'N/A', '102.140.192.0/24', 'N/A'],
    ['3 (fourth token)', 'Indicator.Attribute', 'Predicted Category', 'N/A', 'spam', 'N/A'],
    ['4 (fifth token)', 'Indicator.Attribute', 'Cluster', 'N/A', '3caa3b5744f91251e7ec2b45ef2d6d892786935b', 'N/A'],
    ['5 (sixth token)', 'Indicator.Attribute', 'Detected By', 'N/A', 'uceptect_level2', 'N/A'],
    ['6 (seventh token)', 'Indicator.Attribute', 'Detected Identifiers', 'N/A', 'N/A', 'N/A'],
    ['7 (eighth token)', 'Indicator.Attribute', 'Detected Categories', 'N/A', 'spam', 'N/A'],
    ['8 (ninth token)', 'Indicator.Attribute', 'Detected At', 'N/A', '2021-02-09T00:00:00', 'N/A'],
    ['9 (tenth token)', 'Indicator.Attribute', 'Last Seen At', 'N/A', '2022-11-27T00:00:00', 'N/A'],
    ['10 (eleventh token)', 'Indicator.Attribute', 'Importance', 'N/A', '10', 'N/A'],
    ['10 (eleventh token)', 'Indicator.Attribute', 'Normalized Importance', 'N/A', 'High', 'N/A'],
  ],
};

/** Section "Configuration". */
const options: readonly OptionTable[] = [
  {
    of: 'predictions',
    section: 'Configuration',
    rows: [
      { label: 'Access Token Key' },
      { label: 'Dataset', default: ['A'], choices: ['A', 'B'] },
      { label: 'Importance Threshold', default: ['70'], limits: ['0 to 100'] },
      { label: 'Normalize Importance Scores' },
      { label: 'Filter by Date' },
      { label: 'Detected Categories', default: ['malicious', 'phishing', 'botnet', 'backscatter'] },
      {
        label: 'Context Selection',
        default: ['Importance', 'Detected Identifiers', 'Detected Categories', 'Last Seen At'],
        choices: [
          'Importance',
          'Detected Identifiers',
          'Detected Categories',
          'Detected By',
          'Detected At',
          'Last Seen At',
          'Predicted At',
          'Predicted netblock',
          'Predicted Category',
        ],
      },
    ],
  },
];

export const seclytics = { pack: 'seclytics', guide: 'Seclytics CDF 1.1.0', mapping: [predictions], options } as const;
