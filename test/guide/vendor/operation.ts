/** Parameters and run options of the guide "iZoologic Operation 1.0.0", taken over by hand. It maps nothing. */
import type { OptionTable } from './rows.ts';

const options: readonly OptionTable[] = [
  {
    of: 'pack',
    section: 'Configuration',
    rows: [{ label: 'Hostname' }, { label: 'API Key' }, { label: 'Secret Key' }, { label: 'Verify SSL' }],
  },
  {
    of: 'send-case-message',
    section: 'Send Case Message, Run Configuration Options',
    rows: [
      { label: 'Subject', limits: ['at most 120 characters'] },
      { label: 'Message', limits: ['at most 2500 characters'], required: true },
      { label: 'Client Code' },
    ],
  },
  {
    of: 'approve-case-takedown',
    section: 'Approve Case Takedown, Run Configuration Options',
    rows: [{ label: 'Client Code' }, { label: 'Remark' }],
  },
  {
    of: 'mark-as-reviewed',
    section: 'Mark as Reviewed, Run Configuration Options',
    rows: [{ label: 'Client Code' }, { label: 'Remark' }],
  },
  {
    of: 'move-case',
    section: 'Move Case, Run Configuration Options',
    rows: [
      { label: 'Client Code' },
      { label: 'Move to Case Type', choices: ['8', '10', '6', '1', '2', '3', '4', '5'] },
      { label: 'Comment' },
    ],
  },
];

export const operation = { pack: 'izoologic-operation', guide: 'iZoologic Operation 1.0.0', mapping: [], options } as const;
